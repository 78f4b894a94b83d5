import { priceMetadata } from '../../../src/mappings/commerce/custom-metadata';
import type { Price } from '../../../src/mappings/commerce/product-record';
import { type PublicPriceRules, publicPrice } from '../../../src/mappings/commerce/public-price';

const now = Date.UTC(2026, 5, 15);
const rules: PublicPriceRules = {
  preferredCurrency: undefined,
  customerGroupPrices: 'exclude',
  channelPrices: 'include',
  useDiscountedPrice: false,
};
const money = (currencyCode: string, centAmount: number, fractionDigits = 2) => ({
  currencyCode,
  centAmount,
  fractionDigits,
});
const price = (currency: string, centAmount: number, over: Partial<Price> = {}): Price => ({
  value: money(currency, centAmount),
  ...over,
});
const group = { customerGroup: { id: 'g' } };
const expired = { validUntil: now - 1 };

describe('the price that is shown', () => {
  const eur: PublicPriceRules = { ...rules, preferredCurrency: 'EUR' };
  test.each<[string, Price[], PublicPriceRules, number, string | undefined]>([
    ['is the first that holds, in any currency', [price('USD', 1), price('EUR', 2)], rules, 0.01, undefined],
    ['is that of the preferred currency', [price('USD', 1), price('EUR', 2)], eur, 0.02, undefined],
    [
      'of any currency: one valid now by date first',
      [price('USD', 1), price('EUR', 2, { validFrom: now })],
      rules,
      0.02,
      undefined,
    ],
    ['is 0 without prices', [], rules, 0, 'no-price'],
    ['is 0 with a preferred currency and no price in it', [price('USD', 1)], eur, 0, 'other-currencies-only'],
    ['is 0 where all have expired', [price('EUR', 1, expired)], rules, 0, 'no-price'],
    ['is 0 where there are prices of groups alone', [price('EUR', 1, group)], eur, 0, 'customer-group-prices-only'],
    [
      'says so even where there are other currencies',
      [price('USD', 1), price('EUR', 1, group)],
      eur,
      0,
      'customer-group-prices-only',
    ],
    ['is not 0 for that where they have expired', [price('EUR', 1, { ...group, ...expired })], eur, 0, 'no-price'],
    [
      'is that of a group where they are included',
      [price('EUR', 1, group)],
      { ...eur, customerGroupPrices: 'include' },
      0.01,
      undefined,
    ],
    ['is a 0 that is a price', [price('EUR', 0)], rules, 0, undefined],
    ['has as many digits as its currency', [{ value: money('JPY', 500, 0) }], rules, 500, undefined],
    [
      'is exact where it is finer than cents',
      [{ value: { type: 'highPrecision', ...money('EUR', 1, 5), preciseAmount: 1005 } }],
      rules,
      0.01005,
      undefined,
    ],
    [
      'is not the discounted one',
      [price('EUR', 2, { discounted: { value: money('EUR', 1) } })],
      rules,
      0.02,
      undefined,
    ],
    [
      'is the discounted one where that is asked for',
      [price('EUR', 2, { discounted: { value: money('EUR', 1) } })],
      { ...rules, useDiscountedPrice: true },
      0.01,
      undefined,
    ],
    [
      'is the other where there is no discounted one',
      [price('EUR', 2)],
      { ...rules, useDiscountedPrice: true },
      0.02,
      undefined,
    ],
  ])('%s', (_, prices, by, amount, zeroBecause) => {
    expect(publicPrice(prices, by, now)).toEqual(zeroBecause === undefined ? { amount } : { amount, zeroBecause });
  });
});

describe('price_json and currency_json', () => {
  const read = (prices: Price[] | undefined, by = rules) => {
    const { price_json, currency_json } = priceMetadata(prices, by, now);
    return [price_json, currency_json].map((json) => (json === undefined ? undefined : JSON.parse(json)));
  };

  test.each<[string, Price[] | undefined, unknown, unknown]>([
    ['are absent without prices', undefined, undefined, undefined],
    ['are empty for an empty list', [], {}, {}],
    [
      'have a currency, and every country that uses it',
      [price('CHF', 1990)],
      { price_CHF: 19.9, price_CH: 19.9, price_LI: 19.9 },
      { currency_CH: 'CHF', currency_LI: 'CHF' },
    ],
    [
      'have the country of the price alone where it has one',
      [price('CHF', 1990, { country: 'LI' })],
      { price_CHF: 19.9, price_LI: 19.9 },
      { currency_LI: 'CHF' },
    ],
    [
      'have a country that does not use the currency, where the price says so',
      [price('SEK', 100, { country: 'DK' })],
      { price_SEK: 1, price_DK: 1 },
      { currency_DK: 'SEK' },
    ],
    ['have a currency that no country is known to use', [price('XXX', 100)], { price_XXX: 1 }, {}],
    [
      'have each currency by the same rule',
      [price('SEK', 100), price('PLN', 200), price('SEK', 300, { validFrom: now }), price('PLN', 400)],
      { price_SEK: 3, price_SE: 3, price_PLN: 2, price_PL: 2 },
      { currency_SE: 'SEK', currency_PL: 'PLN' },
    ],
    [
      'lack a currency that has expired, or that groups alone have',
      [price('SEK', 100, expired), price('CAD', 100, group), price('PLN', 200)],
      { price_PLN: 2, price_PL: 2 },
      { currency_PL: 'PLN' },
    ],
  ])('%s', (_, prices, amounts, currencies) => {
    expect(read(prices)).toEqual([amounts, currencies]);
  });

  test('have the later of two currencies for a country that uses both', () => {
    expect(read([price('GBP', 100), price('USD', 200)])[1]).toMatchObject({ currency_ZW: 'USD', currency_GB: 'GBP' });
    expect(read([price('USD', 200), price('GBP', 100)])[0]).toMatchObject({ price_ZW: 1, price_US: 2 });
  });

  test('have all currencies whatever the preferred one, and its discounted prices where those are asked for', () => {
    const prices = [price('SEK', 100, { discounted: { value: money('SEK', 50) } }), price('PLN', 200)];
    const by: PublicPriceRules = { ...rules, preferredCurrency: 'PLN', useDiscountedPrice: true };
    expect(read(prices, by)[0]).toEqual({ price_SEK: 0.5, price_SE: 0.5, price_PLN: 2, price_PL: 2 });
  });
});
