import { createInterface } from 'node:readline/promises';
import { LongshoreError } from '../contract/failure';

/** Asks before something is lost. Throws `usage-invalid` where the answer is no, or where nobody can be asked. */
export async function confirm(yes: boolean | undefined, question: string): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new LongshoreError('usage-invalid', 'This loses what the bookmark remembers', {
      remedy: 'Say --yes if you want it.',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new LongshoreError('usage-invalid', 'Nothing was changed', { remedy: '' });
}
