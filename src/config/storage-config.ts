import { z } from 'zod';
import { addressIsRight, azureBlobPlace, oneAddress } from './connection-azure-blob';
import { s3Place } from './connection-s3';
import { text } from './settings';

const prefix = text().optional().describe('The folder in it; left out, everything lies at its root.');

/** Where rejects and the other files that runs leave are kept. */
export const storage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('directory'),
    path: text().default('.longshore').describe('Relative to the folder of longshore.yaml.'),
  }),
  z.strictObject({ type: z.literal('s3'), ...s3Place, prefix }),
  z.strictObject({ type: z.literal('azure-blob'), ...azureBlobPlace, prefix }).superRefine(oneAddress, addressIsRight),
]);

/** A directory's `path` is absolute once the configuration is loaded. */
export type StorageConfig = z.output<typeof storage>;
