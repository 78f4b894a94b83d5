import { z } from 'zod';
import { dependsOn } from './depends-on';
import { alertSettings } from './notifications';
import { bookmarksOfImport } from './place-choice';
import { schedule } from './schedule';
import { duration, optionalText, share, text, wholeNumber } from './settings';

/** What the sections of all imports of a shop have in common. */
export const commerceSettings = {
  source: text().describe('Name of a connection of type commercetools.'),
  destination: text().describe('Name of a connection of type klaviyo.'),
  // 16: a bookmark names the jobs of each lane, and stays small.
  lanes: wholeNumber(1, 16).default(4).describe('Ranges of ids that are read and sent side by side.'),
  incremental: z
    .boolean()
    .default(false)
    .describe('Runs read what was changed since the last one, and not everything.'),
  overlap: duration().prefault('5m').describe('How far before the last run a run still looks for changes.'),
  maxRejects: wholeNumber(0).default(1000).describe('Rejected records that a run may have.'),
  maxRejectRate: share().default(0.05),
  giveUpAfter: duration(1).prefault('24h').describe('How long a run goes on without one acknowledged record.'),
  title: text().optional().describe('How the journal and notifications call the import.'),
  schedule: schedule.optional(),
  ...alertSettings,
  dependsOn,
  bookmarks: bookmarksOfImport,
};

/** Connections that such an import uses: key of its section → types that can be named there. */
export const commerceConnections = { source: ['commercetools'], destination: ['klaviyo'] } as const;

/** The same section with its times under names that say their unit. */
export function withTimesInMs<Section extends { readonly giveUpAfter: number; readonly overlap: number }>({
  giveUpAfter,
  overlap,
  ...rest
}: Section) {
  return { ...rest, giveUpAfterMs: giveUpAfter, overlapMs: overlap };
}

/** The locale of texts that the shop has in several; `_` is read as `-`, which is how commercetools writes locales. */
export const preferredLocale = optionalText(
  /[A-Za-z]{2,4}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?/,
  'must be a locale such as en, en-US or zh-Hant-TW',
).transform((locale) => locale?.replaceAll('_', '-'));

/** What a product's page is called; the same template for the catalog and for lines of orders. */
export const productUrlTemplate = optionalText(
  /(?:(?!\{\{).|\{\{(?:productSlug|productId|sku|locale)\}\})+/,
  'must have no other placeholders than {{productSlug}}, {{productId}}, {{sku}} and {{locale}}',
).describe('Address of a product: https://shop.example/{{locale}}/{{productSlug}}');
