import { findImport, isDated } from '../config';
import { isImportDependency } from '../contract/dependency';
import { LongshoreError } from '../contract/failure';
import type { ImportType } from '../contract/names';
import { runJson } from '../runs/run-view';
import type { Session } from '../runs/session';
import { startRun } from '../runs/start-run';
import { closingLinesOf } from './closing-lines';
import { exitCodeOf, exitCodeOfRun, exitCodes, worstExitCode } from './exit-code';
import { print, printJsonLine } from './print';
import { duration } from './progress-bar';
import { watchRun } from './watch';

export interface RunAllOptions {
  /** Prints one JSON object a line, each when its run has ended. */
  readonly json?: boolean;
  /** How long all of it may take, in ms; runs that work then go on, and no other is started. */
  readonly timeout?: number;
  readonly tracker?: string;
}

interface Outcome {
  readonly exitCode: number;
  /** False: what depends on it is not started. */
  readonly completed: boolean;
}

/**
 * Runs all imports of longshore.yaml but deletions, courier groups, and couriers that must be told which days, each when those that it depends on have completed, and makes the worst
 * end of them the exit code.
 *
 * They are not started all at once: a run that waits by itself begins when its dependencies have ever completed, and would
 * wait for hours for one that has just failed.
 */
export async function runAll(session: Session, options: RunAllOptions): Promise<void> {
  const { imports } = session.config;
  const names = Object.keys(imports).filter((name) => !isLeftOut(imports[name]?.type));
  const deadline = options.timeout === undefined ? undefined : Date.now() + options.timeout;
  const outcomes = new Map<string, Promise<Outcome>>();

  const outcomeOf = (name: string): Promise<Outcome> => {
    const known = outcomes.get(name);
    if (known) return known;
    const outcome = run(name);
    outcomes.set(name, outcome);
    return outcome;
  };

  const run = async (name: string): Promise<Outcome> => {
    const settings = findImport(session.config, name);
    const before = settings.dependsOn.filter(isImportDependency).filter((one) => names.includes(one.import));
    const ends = await Promise.all(before.map((one) => outcomeOf(one.import)));
    const lacking = before.find(({ required }, index) => required && !ends[index]?.completed);
    if (lacking) return notStarted(name, `${lacking.import} has not completed, which it depends on`, exitCodes.ok);
    if (deadline !== undefined && Date.now() >= deadline) {
      return notStarted(name, 'the time to wait is over', exitCodes.waitTimedOut);
    }
    if (settings.type === 'courier' && isDated(settings)) {
      const why = `it brings the files of certain days: longshore run ${name} --day <day>`;
      return notStarted(name, why, exitCodes.ok);
    }
    try {
      return await follow(name);
    } catch (error) {
      if (!(error instanceof LongshoreError)) throw error;
      return notStarted(name, `${error.code}: ${error.message}`, exitCodeOf(error));
    }
  };

  const notStarted = (name: string, why: string, exitCode: number): Outcome => {
    if (options.json) printJsonLine({ import: name, status: 'NOT_STARTED', why });
    else print(`${name} not started: ${why}\n`);
    return { exitCode, completed: false };
  };

  const follow = async (name: string): Promise<Outcome> => {
    const { tracker } = options;
    const started = await startRun(session, name, tracker === undefined ? {} : { trackerId: tracker });
    process.stderr.write(`Started ${name}, run ${started.runId}\n`);
    const ended = await watchRun(session, started, {
      output: process.stderr,
      quiet: true,
      ...(deadline === undefined ? {} : { timeoutMs: Math.max(0, deadline - Date.now()) }),
    });
    if (!ended) {
      process.stderr.write(`${name} goes on after ${duration(options.timeout ?? 0)}: longshore watch ${name}\n`);
      return { exitCode: exitCodes.waitTimedOut, completed: false };
    }
    if (options.json) printJsonLine(runJson(ended));
    else print(closingLinesOf(ended, imports[name]));
    return { exitCode: exitCodeOfRun(ended), completed: ended.status === 'COMPLETED' };
  };

  const onInterrupt = (): void => {
    process.stderr.write('\nThe runs that were started go on: longshore runs\n');
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  const ends = await Promise.all(names.map(outcomeOf));
  process.off('SIGINT', onInterrupt);
  process.exitCode = worstExitCode(ends.map(({ exitCode }) => exitCode));
}

/** A deletion is asked for by itself, and the couriers of a group are run as imports. */
function isLeftOut(type: ImportType | undefined): boolean {
  return type === 'catalog-deletion' || type === 'courier-group';
}
