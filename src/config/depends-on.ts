import { z } from 'zod';
import type { Dependency } from '../contract/dependency';
import { duration, text } from './settings';

const error = 'must be the name of an import, or a map of import, within, required and timeout';

const dependency = z
  .strictObject({
    import: text().describe('The import that is waited for.'),
    within: duration(1).optional().describe("How old its last completion may be at the run's start: 24h"),
    required: z.boolean().default(true).describe('false: it is waited for only while it runs.'),
    timeout: duration(1).prefault('24h').describe('How long it is waited for.'),
  })
  .transform(
    ({ within, timeout, ...rest }): Dependency => ({
      ...rest,
      ...(within === undefined ? {} : { withinMs: within }),
      timeoutMs: timeout,
    }),
  );

const named = text().transform((name): Dependency => dependency.parse({ import: name }));

/** Imports that must not run, and must have completed, when a run begins; a setting of every import. */
export const dependsOn = z
  .array(z.union([named, dependency], { error }))
  .default([])
  .describe('Imports whose runs are waited for: they are not to run, and to have completed once.');
