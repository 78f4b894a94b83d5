import { Argument, type Command } from 'commander';
import { type ResolveAction, resolveActions } from '../../contract/couriers/run-task';
import { inSession } from '../in-session';
import { print, printJson } from '../print';
import { runArgument } from '../run-argument';

export function addResolve(longshore: Command): void {
  longshore
    .command('resolve')
    .description(
      'say what becomes of a task that a run of a courier has failed at; a run that has ended is gone on with by another',
    )
    .addArgument(runArgument())
    .addArgument(
      new Argument(
        '<what>',
        'again, without the task, without the files that are not there; or waive: days that were gone on without are looked for no more',
      ).choices([...resolveActions, 'waive']),
    )
    .option('--json', 'print the run as JSON')
    .action((reference: string, action: ResolveAction | 'waive', flags: { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        if (action === 'waive') {
          const { waiveOwed } = await import('../waive-owed.js');
          const waived = await waiveOwed(session, reference);
          if (flags.json) return printJson({ courier: reference, action, waived });
          return print(waived.length === 0 ? `${reference} owes no day\n` : `Waived: ${waived.join(', ')}\n`);
        }
        const { resolveRun } = await import('../../runs/resolve-run.js');
        const { runJson } = await import('../../runs/run-view.js');
        const { run, task, started } = await resolveRun(session, reference, action);
        if (flags.json) return printJson({ task, action, started, run: runJson(run) });
        const what = started ? `Started ${run.import} again, run ${run.runId}` : `Told ${run.import}`;
        print(`${what}: ${action} of \`${task}\`\nFollow it with: longshore watch ${run.import}\n`);
      }),
    );
}
