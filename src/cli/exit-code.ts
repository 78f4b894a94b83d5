import { LongshoreError } from '../contract/failure';
import { type FailureCode, failureCodes } from '../contract/failure-codes';
import type { RunView } from '../runs/run-view';

/** One meaning each; scripts rely on them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  rejects: 3,
  unreachable: 4,
  waitTimedOut: 5,
  cancelled: 6,
  alreadyRunning: 7,
  nothingNew: 9,
  interrupted: 130,
} as const;

/** The exit code of an error that a command ends with. */
export function exitCodeOf(error: unknown): number {
  return error instanceof LongshoreError ? exitCodeOfFailure(error.code) : exitCodes.failed;
}

/** The exit code that a failure has, of a command or of what it has waited for. */
export function exitCodeOfFailure(code: FailureCode): number {
  if (code === 'already-running') return exitCodes.alreadyRunning;
  const { kind } = failureCodes[code];
  if (kind === 'config' || kind === 'usage') return exitCodes.usage;
  if (kind === 'auth' || kind === 'unreachable') return exitCodes.unreachable;
  return exitCodes.failed;
}

const worstFirst = [
  exitCodes.failed,
  exitCodes.usage,
  exitCodes.unreachable,
  exitCodes.alreadyRunning,
  exitCodes.cancelled,
  exitCodes.waitTimedOut,
  exitCodes.rejects,
];

/** The exit code that tells of the worst of several ends. */
export function worstExitCode(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.ok;
}

/** The exit code that tells how a run ended. */
export function exitCodeOfRun(run: RunView, options: { readonly failOnEmpty?: boolean } = {}): number {
  if (run.status === 'CANCELLED' || run.status === 'TERMINATED') return exitCodes.cancelled;
  if (run.status !== 'COMPLETED') return run.error ? exitCodeOfFailure(run.error.code) : exitCodes.failed;
  const left = run.counts.rejected + (run.files?.quarantined ?? 0) + (run.leftOut ?? 0);
  if (left > 0) return exitCodes.rejects;
  const empty = run.counts.read === 0 && (run.files?.found ?? 0) === 0;
  return empty && options.failOnEmpty ? exitCodes.nothingNew : exitCodes.ok;
}
