import { z } from 'zod';
import { text } from './settings';

/** Where rejects and the other files that runs leave are kept. */
export const storage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('directory'),
    path: text().default('.longshore').describe('Relative to the folder of longshore.yaml.'),
  }),
]);

/** `path` is absolute once the configuration is loaded. */
export type StorageConfig = z.output<typeof storage>;
