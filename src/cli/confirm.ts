import { createInterface } from 'node:readline/promises';
import { LongshoreError } from '../contract/failure';

/**
 * Asks before something is lost, and says `what` is where nobody can be asked. Throws `usage-invalid` then, and where the
 * answer is no.
 */
export async function confirm(
  yes: boolean | undefined,
  question: string,
  what = 'This loses what the bookmark remembers',
): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw new LongshoreError('usage-invalid', what, { remedy: 'Say --yes if you want it.' });
  if (!(await ask(question))) throw new LongshoreError('usage-invalid', 'Nothing was changed', { remedy: '' });
}

/** True where a person sits at the terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY;
}

/** True for a clear yes. */
export async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
