import { z } from 'zod';
import { commerceSettings, withTimesInMs } from './commerce-settings';
import { propertySelection } from './property-selection';
import { optionalText, text } from './settings';

/** Customers of commercetools → profiles of Klaviyo. */
export const commerceCustomersImport = z
  .strictObject({
    type: z.literal('commerce-customers'),
    ...commerceSettings,
    list: optionalText().describe('Id of a list of Klaviyo that the profiles are added to.'),
    customFields: propertySelection.describe("Custom fields that become the profile's properties."),
    records: text().default('customers').describe('What its records are called.'),
  })
  .transform(withTimesInMs);

/** The settings of one such import; times in ms. */
export interface CommerceCustomersImport extends z.output<typeof commerceCustomersImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}
