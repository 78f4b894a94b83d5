import { notFound, ok, refused } from './answer';
import type { Handler } from './api-call';
import { showJob } from './job-answer';
import { areKnown, holds, parseFilter } from './list-filter';
import { answerPage, wrong } from './list-page';

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
    const conditions = parseFilter(call.search.get('filter') ?? 'equals(status,"")') ?? [];
    const isAsked = call.search.has('filter');
    if (!areKnown(conditions, { status: operators }) || conditions.length === 0) {
      return refused(400, [wrong('filter', 'It is not known here.')]);
    }
    const jobs = call.state.jobs
      .of(operation)
      .filter(({ status }) => !isAsked || conditions.every((condition) => holds(condition, { status })));
    return answerPage(call, jobs, rules, 'created_at', (job) => showJob(job, type, path, call.base));
  };
}
