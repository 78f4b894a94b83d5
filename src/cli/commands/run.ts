import type { Command } from 'commander';
import type { FollowOptions } from '../follow-run';
import { inSession } from '../in-session';
import { parseTimeout } from '../parse-timeout';
import { print, printJson } from '../print';
import type { RunView } from '../run-view';

interface RunFlags extends FollowOptions {
  readonly wait?: boolean;
  readonly tracker?: string;
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
    .action((name: string, flags: RunFlags) =>
      inSession(longshore, async (session) => {
        const { startRun } = await import('../start-run.js');
        const run = await startRun(session, name, flags.tracker === undefined ? {} : { trackerId: flags.tracker });
        if (!flags.watch && !flags.wait) return tellStarted(run, flags.json ?? false);
        const { followRun } = await import('../follow-run.js');
        await followRun(session, run, flags);
      }),
    );
}

async function tellStarted(run: RunView, json: boolean): Promise<void> {
  const { runJson } = await import('../run-view.js');
  if (json) printJson(runJson(run));
  else print(`Started ${run.import}, run ${run.runId}\nFollow it with: longshore watch ${run.import}\n`);
}
