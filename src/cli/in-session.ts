import type { Command } from 'commander';
import type { Session } from '../runs/session';
import { globalOptions } from './global-options';
import { tellFailure } from './tell-failure';

/** Does a command's work in a session of its own; a failure is told and becomes the exit code. */
export async function inSession(longshore: Command, work: (session: Session) => Promise<void>): Promise<void> {
  try {
    const { withSession } = await import('../runs/session.js');
    await withSession(globalOptions(longshore).config, work);
  } catch (error) {
    await tellFailure(error);
  }
}
