import { choosePrice } from './choose-price';
import { countriesOf } from './countries-of-currencies';
import type { LocalizedText } from './localized-text';
import type { Price, ProductData } from './product-record';
import { inCurrency, type PublicPriceRules, priceAmount } from './public-price';

/** What the catalog holds of an entry beside its own fields: texts of JSON under the keys that emails have always read. */
export interface CustomMetadata {
  /** `{ "title_<locale>": text }` */
  readonly title_json: string;
  /** `{ "slug_<locale>": text }` */
  readonly slug_json: string;
  /** `{ "price_<currency>": amount, "price_<country>": amount }`; absent where the shop says nothing of prices. */
  readonly price_json?: string;
  /** `{ "currency_<country>": currency }`; absent where the shop says nothing of prices. */
  readonly currency_json?: string;
}

export type TextMetadata = Pick<CustomMetadata, 'title_json' | 'slug_json'>;
export type PriceMetadata = Pick<CustomMetadata, 'price_json' | 'currency_json'>;

export function textMetadata({ name, slug }: ProductData): TextMetadata {
  return { title_json: byLocale('title', name), slug_json: byLocale('slug', slug) };
}

function byLocale(prefix: string, texts: LocalizedText): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(texts).map(([locale, text]) => [`${prefix}_${locale}`, text])),
  );
}

/**
 * The price of each currency, in the order in which currencies appear, and under each country that uses it: under that of
 * the price alone where it has one. Where two currencies share a country (ZW) the later stands. Currencies that have no
 * price by the rules are left out.
 */
export function priceMetadata(
  prices: readonly Price[] | undefined,
  rules: PublicPriceRules,
  now: number,
): PriceMetadata {
  if (prices === undefined) return {};
  const amounts: Record<string, number> = {};
  const currencies: Record<string, string> = {};
  for (const currency of new Set(prices.map(({ value }) => value.currencyCode))) {
    const chosen = choosePrice(inCurrency(prices, currency), rules, now);
    if (chosen === undefined) continue;
    const amount = priceAmount(chosen, rules);
    amounts[`price_${currency}`] = amount;
    for (const country of chosen.country === undefined ? countriesOf(currency) : [chosen.country]) {
      amounts[`price_${country}`] = amount;
      currencies[`currency_${country}`] = currency;
    }
  }
  return { price_json: JSON.stringify(amounts), currency_json: JSON.stringify(currencies) };
}
