import { type Command, Option } from 'commander';
import { LongshoreError } from '../../contract/failure';
import type { Session } from '../../runs/session';
import type { ConflictPolicy } from '../../runs/start-batch';
import type { FollowBatchOptions } from '../follow-batch';
import { inSession } from '../in-session';
import { parseTimeout } from '../parse-timeout';
import { print, printJson } from '../print';
import type { BatchStartFlags } from '../requested-batch';
import { wholeNumber } from '../whole-number';

interface FollowFlags extends FollowBatchOptions {
  readonly wait?: boolean;
}

interface StartFlags extends BatchStartFlags, FollowFlags {
  readonly onConflict: ConflictPolicy;
}

export function addBatch(longshore: Command): void {
  const batch = longshore.command('batch').description('jobs that call an end point until it is complete');
  followed(
    batch
      .command('start')
      .description('start a job')
      .argument('[endPoint]', 'its name in longshore.yaml')
      .option('--params <file>', 'what the end point is called with, a JSON object')
      .option('--id <id>', 'your name for the job')
      .option('--request <file>', 'all of it in one: { endPointName, endPointParams, id }')
      .option('--job <name>', 'one of batchJobs in longshore.yaml')
      .option('--no-wait-for-dependencies', 'begin at once, whatever the jobs under dependsOn do')
      .addOption(
        new Option('--on-conflict <policy>', 'where a job of the id works')
          .choices(['attach', 'refuse', 'restart'])
          .default('attach'),
      ),
  ).action((endPoint: string | undefined, flags: StartFlags) =>
    inSession(longshore, async (session) => {
      const { requestedBatch } = await import('../requested-batch.js');
      const { startBatch } = await import('../../runs/start-batch.js');
      const request = await requestedBatch(session, endPoint, flags);
      const how = await startBatch(session, request, flags.onConflict);
      await followOrTell(session, request.id, how === 'started' ? 'Started' : 'Attached to', flags);
    }),
  );
  followed(
    batch
      .command('retry')
      .description('go on with a job that failed, from the pass that failed')
      .argument('<id>')
      .option('--no-wait-for-dependencies', 'go on at once, whatever the jobs under dependsOn do'),
  ).action((id: string, flags: FollowFlags & Pick<BatchStartFlags, 'waitForDependencies'>) =>
    inSession(longshore, async (session) => {
      const { retryBatch } = await import('../../runs/start-batch.js');
      await retryBatch(session, id, flags);
      await followOrTell(session, id, 'Went on with', flags);
    }),
  );
  batch
    .command('progress')
    .description('how far a job is, or was')
    .argument('<id>')
    .option('--watch', 'follow it until it ends')
    .option('--json', 'print it as JSON, with --watch one object a line')
    .action((id: string, flags: { readonly watch?: boolean; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        if (flags.watch) {
          const { followBatch } = await import('../follow-batch.js');
          return followBatch(session, id, flags);
        }
        const { batchJson, findBatch } = await import('../../runs/find-batches.js');
        const { batchText } = await import('../batch-text.js');
        const job = await findBatch(session, id);
        if (flags.json) printJson(batchJson(job));
        else print(batchText(job));
      }),
    );
  batch
    .command('result')
    .description('what a job has come to')
    .argument('<id>')
    .option('--json', 'print all of the job as JSON, and not its final result alone')
    .action((id: string, flags: { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { batchJson, findBatch } = await import('../../runs/find-batches.js');
        const { exitCodeOfBatch } = await import('../follow-batch.js');
        const job = await findBatch(session, id);
        process.exitCode = exitCodeOfBatch(job);
        if (flags.json) return printJson(batchJson(job));
        if (job.isOpen) {
          throw new LongshoreError('usage-invalid', `The job ${id} has not ended: ${job.progressPercent} %`, {
            remedy: `Wait for it: \`longshore batch progress ${id} --watch\`.`,
          });
        }
        if (job.error) throw new LongshoreError(job.error.code, job.error.message, { remedy: job.error.remedy });
        printJson(job.finalResult);
      }),
    );
  batch
    .command('list')
    .description('jobs, newest first')
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--json', 'print a list as JSON')
    .action((flags: { readonly limit: number; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { batchJson, listBatches } = await import('../../runs/find-batches.js');
        const { batchTable } = await import('../batch-text.js');
        const jobs = await listBatches(session, flags.limit);
        if (flags.json) printJson(jobs.map(batchJson));
        else print(batchTable(jobs));
      }),
    );
  batch
    .command('deliver')
    .description('hand in the result of a pass that was answered with 202')
    .argument('<token>', 'callback.token of the request')
    .requiredOption('--result <file>', 'what the target returns, a JSON object')
    .action((token: string, flags: { readonly result: string }) =>
      inSession(longshore, async (session) => {
        const { deliverBatchResult } = await import('../../contract/deliver-batch-result.js');
        const { readJsonFile } = await import('../read-json-file.js');
        const result = await readJsonFile('--result', flags.result);
        const { id, pass } = await deliverBatchResult(session, token, result);
        print(`Delivered the result of pass ${pass} of the job ${id}\n`);
      }),
    );
}

function followed(command: Command): Command {
  return command
    .option('--watch', 'follow it with a bar until it ends')
    .option('--wait', 'wait until it ends')
    .option('--json', 'print the job as JSON, with --watch one object a line while it works')
    .option('--timeout <duration>', 'wait no longer than this: 30s, 5m, 2h', parseTimeout);
}

async function followOrTell(session: Session, id: string, what: string, flags: FollowFlags): Promise<void> {
  if (flags.watch || flags.wait) {
    const { followBatch } = await import('../follow-batch.js');
    return followBatch(session, id, flags);
  }
  if (!flags.json) return print(`${what} the job ${id}\nFollow it with: longshore batch progress ${id} --watch\n`);
  const { batchJson, findBatch } = await import('../../runs/find-batches.js');
  printJson(batchJson(await findBatch(session, id)));
}
