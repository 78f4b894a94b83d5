import { z } from 'zod';
import { addressIsRight, azureBlobPlace, oneAddress } from './connection-azure-blob';
import { bucketName, s3Access } from './connection-s3';
import { text } from './settings';

const prefix = text().optional().describe('The folder in it; left out, the domains lie at its root.');

/** Every kind of place that bookmarks can be kept in. */
export const bookmarkPlace = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('temporal') }),
  z.strictObject({
    type: z.literal('directory'),
    path: text().describe('Relative to the folder of longshore.yaml; for workers of one machine.'),
  }),
  z.strictObject({
    type: z.literal('s3'),
    landingBucket: bucketName.describe('What is written to.'),
    dataBucket: bucketName.describe(
      'Where a platform moves what has landed, and what is read from first; the same one where nothing is moved.',
    ),
    ...s3Access,
    prefix,
  }),
  z.strictObject({ type: z.literal('azure-blob'), ...azureBlobPlace, prefix }).superRefine(oneAddress, addressIsRight),
]);

/** A directory's `path` is absolute once the configuration is loaded. */
export type BookmarkPlaceSettings = z.output<typeof bookmarkPlace>;
