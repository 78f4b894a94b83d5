import type { Command, CommanderError } from 'commander';
import { LongshoreError } from '../contract/failure';
import { exitCodes } from './exit-code';

/**
 * Lets a command and those that are added to it later throw `usage-invalid` where they are called with what they do not
 * know. Commander itself would end the process with 1, which means that a run has failed.
 */
export function refuseUsage(command: Command): Command {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error) => {
    if (error.exitCode === 0) return;
    // A command that has only commands of its own was called without one: its help is told already.
    if (error.code === 'commander.help') process.exit(exitCodes.usage);
    throw usageFailure(error);
  });
}

/** Commander says "error: unknown command 'rnu'", and on a line of its own "(Did you mean run?)". */
function usageFailure({ message }: CommanderError): LongshoreError {
  const [what = '', ...proposal] = message.replace(/^error: /, '').split('\n');
  const remedy = [...proposal.map((line) => line.replace(/^\((.*)\)$/, '$1')), '`--help` shows what there is.'];
  return new LongshoreError('usage-invalid', `${what.charAt(0).toUpperCase()}${what.slice(1)}`, {
    remedy: remedy.join(' '),
  });
}
