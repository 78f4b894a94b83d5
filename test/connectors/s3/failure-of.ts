import { inspect } from 'node:util';
import { LongshoreError } from '../../../src/contract/failure';

/** What work has failed with, in which no secret may stand. */
export async function failureOf(work: Promise<unknown>): Promise<LongshoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LongshoreError)) throw new Error(`no LongshoreError: ${inspect(error)}`);
  expect(inspect(error, { depth: 9 })).not.toContain('canary');
  return error;
}
