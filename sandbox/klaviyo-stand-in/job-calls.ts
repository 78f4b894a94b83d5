import { notFound, ok } from './answer';
import type { Handler } from './api-call';
import { showJob } from './job-answer';
import { conditionsOf, holds } from './list-filter';
import { answerPage, unknownFilter } from './list-page';

/** Answers one job of an operation. @param path of the jobs */
export function readJob(operation: string, type: string, path: string): Handler {
  return ({ state, id, base }) => {
    const job = state.jobs.get(operation, id);
    return job ? ok(200, { data: showJob(job, type, path, base) }) : notFound('The job');
  };
}

/** Lists the jobs of an operation. Only those of profiles may be given a size and an order. */
export function listJobs(operation: string, type: string, path: string): Handler {
  const isOfProfiles = type === 'profile-bulk-import-job';
  const operators = isOfProfiles ? ['equals', 'any'] : ['equals'];
  const rules = { size: isOfProfiles ? 20 : 100, most: 100, isSized: isOfProfiles };
  return (call) => {
    const conditions = conditionsOf(call.search, { status: operators });
    if (conditions === undefined) return unknownFilter();
    const jobs = call.state.jobs
      .of(operation)
      .filter(({ status }) => conditions.every((condition) => holds(condition, { status })));
    return answerPage(call, jobs, rules, 'created_at', (job) => showJob(job, type, path, call.base));
  };
}
