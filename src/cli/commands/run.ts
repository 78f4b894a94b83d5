import type { Command } from 'commander';
import { LongshoreError } from '../../contract/failure';
import type { RunOptions } from '../../contract/run-options';
import type { FollowOptions } from '../follow-run';
import { inSession } from '../in-session';
import { parseTimeout } from '../parse-timeout';
import { print, printJson } from '../print';
import type { RunView } from '../run-view';
import type { Session } from '../session';

interface RunFlags extends FollowOptions {
  readonly wait?: boolean;
  readonly tracker?: string;
  readonly retryQuarantined?: boolean;
  readonly overwriteNewer?: boolean;
  readonly waitForDependencies: boolean;
}

export function addRun(longshore: Command): void {
  longshore
    .command('run')
    .description('start an import')
    .argument('<import>', 'its name in longshore.yaml')
    .option('--watch', 'follow it with a bar until it ends')
    .option('--wait', 'wait until it ends')
    .option('--json', 'print the run as JSON, with --watch one object a line while it works')
    .option('--tracker <id>', 'an id of your own for this run')
    .option('--timeout <duration>', 'wait no longer than this: 30s, 5m, 2h', parseTimeout)
    .option('--fail-on-empty', 'exit with 9 where there was nothing new')
    .option('--retry-quarantined', 'import the files in quarantine again, and nothing else')
    .option('--overwrite-newer', 'with --retry-quarantined: also files after which newer ones were imported')
    .option('--no-wait-for-dependencies', 'begin at once, whatever the imports under dependsOn do')
    .action(async (name: string, flags: RunFlags) => {
      if (flags.overwriteNewer && !flags.retryQuarantined) {
        throw new LongshoreError('usage-invalid', '--overwrite-newer belongs to --retry-quarantined');
      }
      await inSession(longshore, async (session) => {
        const run = await start(session, name, flags);
        if (!run) return;
        if (!flags.watch && !flags.wait) return tellStarted(run, flags.json ?? false);
        const { followRun } = await import('../follow-run.js');
        await followRun(session, run, flags);
      });
    });
}

async function start(session: Session, name: string, flags: RunFlags): Promise<RunView | undefined> {
  const options: RunOptions = {
    ...(flags.tracker === undefined ? {} : { trackerId: flags.tracker }),
    ...(flags.waitForDependencies ? {} : { noWaitForDependencies: true }),
  };
  if (flags.retryQuarantined) {
    const { startRetry } = await import('../retry.js');
    return startRetry(session, name, flags, options);
  }
  const { startRun } = await import('../start-run.js');
  return startRun(session, name, options);
}

async function tellStarted(run: RunView, json: boolean): Promise<void> {
  const { runJson } = await import('../run-view.js');
  if (json) printJson(runJson(run));
  else print(`Started ${run.import}, run ${run.runId}\nFollow it with: longshore watch ${run.import}\n`);
}
