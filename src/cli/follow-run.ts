import { type RunView, runJson } from '../runs/run-view';
import type { Session } from '../runs/session';
import { closingLinesOf } from './closing-lines';
import { exitCodeOfRun, exitCodes } from './exit-code';
import { print, printJson, printJsonLine } from './print';
import { duration } from './progress-bar';
import { watchRun } from './watch';

export interface FollowOptions {
  /** Draws how far it is; else it only waits. */
  readonly watch?: boolean;
  /** Prints the run as JSON; with `watch`, one object a line while it works and the run as the last line. */
  readonly json?: boolean;
  /** How long it waits at most, in ms; the run goes on. */
  readonly timeout?: number;
  readonly failOnEmpty?: boolean;
  /** Tells how it ended, where it completed, in place of the usual lines. */
  readonly tell?: (ended: RunView) => Promise<void>;
}

/** Follows a run to its end, tells how it ended, and makes that the exit code. */
export async function followRun(session: Session, run: RunView, options: FollowOptions): Promise<void> {
  const onInterrupt = (): void => {
    process.stderr.write(`\nThe run goes on. Follow it with: longshore watch ${run.import}\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  const lines = options.watch && options.json;
  const ended = await watchRun(session, run, {
    output: lines ? process.stdout : process.stderr,
    json: lines ?? false,
    quiet: !options.watch,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  });
  process.off('SIGINT', onInterrupt);
  if (!ended) {
    process.exitCode = exitCodes.waitTimedOut;
    process.stderr.write(
      `Waited ${duration(options.timeout ?? 0)}; the run goes on. Follow it with: longshore watch ${run.import}\n`,
    );
    return;
  }
  process.exitCode = exitCodeOfRun(ended, { failOnEmpty: options.failOnEmpty ?? false });
  if (options.tell && ended.status === 'COMPLETED') await options.tell(ended);
  else if (lines) printJsonLine(runJson(ended));
  else if (options.json) printJson(runJson(ended));
  else print(closingLinesOf(ended, session.config.imports[run.import]));
}
