import { z } from 'zod';
import { addressIsRight, azureBlobPlace, oneAddress } from './connection-azure-blob';
import { s3Place } from './connection-s3';
import { duration, text } from './settings';

const prefix = text().optional().describe('The folder in it; left out, everything lies at its root.');

const keep = duration(1)
  .optional()
  .describe('How long journals and states of what has ended are kept: 30d. Left out, for ever; results always are.');

/** Where rejects and the other files that runs leave are kept. */
export const storage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('directory'),
    path: text().default('.longshore').describe('Relative to the folder of longshore.yaml.'),
    keep,
  }),
  z.strictObject({ type: z.literal('s3'), ...s3Place, prefix, keep }),
  z
    .strictObject({ type: z.literal('azure-blob'), ...azureBlobPlace, prefix, keep })
    .superRefine(oneAddress, addressIsRight),
]);

/** A directory's `path` is absolute once the configuration is loaded; `keep` is in ms. */
export type StorageConfig = z.output<typeof storage>;
