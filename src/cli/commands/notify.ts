import type { Command } from 'commander';
import type { TestedChannel } from '../../runs/test-channels';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

export function addNotify(longshore: Command): void {
  const notify = longshore.command('notify').description('who is told of what happens by itself');
  notify
    .command('test')
    .description('send a test message by each channel, or by one, through the worker')
    .argument('[channel]', 'the name of a channel')
    .option('--json', 'print it as JSON')
    .action((channel: string | undefined, flags: { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { testChannels } = await import('../../runs/test-channels.js');
        const { exitCodeOfFailure, worstExitCode } = await import('../exit-code.js');
        const { requireWorker } = await import('../require-worker.js');
        await requireWorker(session);
        const tested = await testChannels(session, channel);
        if (flags.json) printJson(tested.map(({ channel: name, came }) => ({ channel: name, ...came })));
        else for (const one of tested) print(lineOf(one));
        process.exitCode = worstExitCode(
          tested.map(({ came }) => ('failure' in came ? exitCodeOfFailure(came.failure.code) : 0)),
        );
      }),
    );
}

function lineOf({ channel, came }: TestedChannel): string {
  if ('failure' in came) return `✗ ${channel}: ${came.failure.message}\n    ${came.failure.remedy}\n`;
  const refused = came.refusedRecipients === 0 ? '' : `, but not for ${came.refusedRecipients} of its recipients`;
  return `✓ ${channel}: the message was taken${refused}\n`;
}
