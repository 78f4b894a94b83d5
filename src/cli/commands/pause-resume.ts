import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print } from '../print';
import { runOrBatchArgument } from '../run-argument';

export function addPauseAndResume(longshore: Command): void {
  for (const what of ['pause', 'resume'] as const) {
    longshore
      .command(what)
      .description(what === 'pause' ? 'let a run rest where it is' : 'let a paused run go on')
      .addArgument(runOrBatchArgument())
      .action((reference: string) =>
        inSession(longshore, async (session) => {
          const { steer } = await import('../steer.js');
          print(await steer(session, reference, what));
        }),
      );
  }
}
