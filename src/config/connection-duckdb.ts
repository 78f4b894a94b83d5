import { z } from 'zod';
import { text } from './settings';

/** Tables in a file of this machine, which one worker owns. */
export const duckdbConnection = z.strictObject({
  type: z.literal('duckdb'),
  path: text().describe('The file; relative to the folder of longshore.yaml.'),
});

/** `path` is absolute once the configuration is loaded. */
export type DuckdbConnection = z.output<typeof duckdbConnection>;
