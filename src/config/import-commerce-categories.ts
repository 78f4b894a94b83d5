import { z } from 'zod';
import { commerceSettings, preferredLocale, withTimesInMs } from './commerce-settings';
import { text } from './settings';

/** Categories of commercetools → categories of the Klaviyo catalog. */
export const commerceCategoriesImport = z
  .strictObject({
    type: z.literal('commerce-categories'),
    ...commerceSettings,
    preferredLocale,
    records: text().default('categories').describe('What its records are called.'),
  })
  .transform(withTimesInMs);

/** The settings of one such import; times in ms. */
export interface CommerceCategoriesImport extends z.output<typeof commerceCategoriesImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}
