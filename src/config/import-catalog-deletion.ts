import { z } from 'zod';
import { commerceSettings } from './commerce-settings';
import { alertSettings } from './notifications';
import { text } from './settings';

const { destination, maxRejects, maxRejectRate, giveUpAfter, title, dependsOn, bookmarks } = commerceSettings;

/** All products or all categories of a Klaviyo catalog → nothing. */
export const catalogDeletionImport = z
  .strictObject({
    type: z.literal('catalog-deletion'),
    destination,
    maxRejects,
    maxRejectRate,
    giveUpAfter,
    title,
    dependsOn,
    bookmarks,
    schedule: z
      .never({ error: 'is not for a deletion: each is started by hand, and confirmed' })
      .optional()
      .describe('Refused: a deletion is started by hand.'),
    ...alertSettings,
    records: text().default('catalog entries').describe('What its records are called.'),
  })
  .transform(({ giveUpAfter: giveUpAfterMs, ...rest }) => ({ ...rest, giveUpAfterMs }));

export const catalogDeletionConnections = { destination: ['klaviyo'] } as const;

/** The settings of such an import; times in ms. */
export interface CatalogDeletionImport extends z.output<typeof catalogDeletionImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}
