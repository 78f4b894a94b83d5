import { z } from 'zod';
import { commerceSettings, preferredLocale, productUrlTemplate, withTimesInMs } from './commerce-settings';
import { optionalText, text, whenRight, word } from './settings';

const channelPrices = z.union([word('include', 'exclude'), z.strictObject({ channel: text() })], {
  error: 'must be include, exclude, or a map with the id of a channel: { channel: … }',
});

/** Products of commercetools → items and variants of the Klaviyo catalog. */
export const commerceProductsImport = z
  .strictObject({
    type: z.literal('commerce-products'),
    ...commerceSettings,
    productUrlTemplate,
    requireUrl: z.boolean().default(false).describe('Without a productUrlTemplate nothing is imported.'),
    preferredLocale,
    preferredCurrency: optionalText(/[A-Z]{3}/, 'must be a currency of three capital letters, such as EUR').describe(
      'The currency of prices; left out, that of the first price.',
    ),
    customerGroupPrices: word('exclude', 'include')
      .default('exclude')
      .describe('Whether a price for a customer group may be the public price.'),
    channelPrices: channelPrices
      .default('include')
      .describe("Whether a channel's price may be the public price; { channel: <id> }: that one's before others."),
    useDiscountedPrice: z.boolean().default(false).describe('The discounted price, where a price has one.'),
    inventoryChannel: optionalText().describe('Id of the channel whose stock counts; left out, that of all.'),
    images: word('all', 'first').default('all').describe('all: the first as the image, and all of them as images.'),
    requireImage: z.boolean().default(true).describe('A product without any image is rejected.'),
    reconcile: word('report', 'unpublish', 'delete')
      .default('report')
      .describe('What becomes of entries that this import has delivered and the shop no longer has.'),
    adopt: word('first-run', 'always', 'never')
      .default('first-run')
      .describe('When the variants that the catalog already has are read, to clean it.'),
    records: text().default('catalog entries').describe('What its records are called.'),
  })
  .superRefine(
    ({ requireUrl, productUrlTemplate: template }, context) => {
      if (!requireUrl || template !== undefined) return;
      context.addIssue({
        code: 'custom',
        path: ['productUrlTemplate'],
        message: 'must be set where requireUrl is true',
      });
    },
    whenRight('requireUrl', 'productUrlTemplate'),
  )
  .transform(withTimesInMs);

/** The settings of one such import; times in ms. */
export interface CommerceProductsImport extends z.output<typeof commerceProductsImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}
