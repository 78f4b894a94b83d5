import { LongshoreError } from '../contract/failure';

/** Tells an error with its code and remedy on stderr, and sets the exit code. */
export async function tellFailure(error: unknown): Promise<void> {
  const { exitCodeOf } = await import('./exit-code.js');
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof LongshoreError)) {
    process.stderr.write(`internal-error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return;
  }
  process.stderr.write(`${error.code}: ${error.message}\n${error.remedy}\n`);
}
