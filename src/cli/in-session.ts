import type { Command } from 'commander';
import { globalOptions } from './global-options';
import type { Session } from './session';
import { tellFailure } from './tell-failure';

/** Does a command's work in a session of its own; a failure is told and becomes the exit code. */
export async function inSession(longshore: Command, work: (session: Session) => Promise<void>): Promise<void> {
  try {
    const { withSession } = await import('./session.js');
    await withSession(globalOptions(longshore).config, work);
  } catch (error) {
    await tellFailure(error);
  }
}
