import { choosePrice, type PriceRules } from './choose-price';
import { amountOf } from './money';
import type { Price } from './product-record';

export interface PublicPriceRules extends PriceRules {
  readonly preferredCurrency?: string;
  readonly useDiscountedPrice: boolean;
}

/** Why a price is 0 without being one: what alone there was. */
export type ZeroPriceReason = 'customer-group-prices-only' | 'other-currencies-only' | 'no-price';

/** A price as the catalog shows it; `zeroBecause` is there where 0 stands for no price. */
export interface PublicPrice {
  readonly amount: number;
  readonly zeroBecause?: ZeroPriceReason;
}

/** The price of a variant in the preferred currency, or in that of the first price that holds; 0 where there is none. */
export function publicPrice(prices: readonly Price[], rules: PublicPriceRules, now: number): PublicPrice {
  const { preferredCurrency } = rules;
  const wanted = preferredCurrency === undefined ? prices : inCurrency(prices, preferredCurrency);
  const chosen = choosePrice(wanted, rules, now);
  if (chosen !== undefined) return { amount: priceAmount(chosen, rules) };
  if (choosePrice(wanted, { ...rules, customerGroupPrices: 'include' }, now) !== undefined) {
    return { amount: 0, zeroBecause: 'customer-group-prices-only' };
  }
  const other = choosePrice(prices, rules, now);
  return { amount: 0, zeroBecause: other === undefined ? 'no-price' : 'other-currencies-only' };
}

export function inCurrency(prices: readonly Price[], currency: string): readonly Price[] {
  return prices.filter(({ value }) => value.currencyCode === currency);
}

/** In whole units of its currency. */
export function priceAmount({ value, discounted }: Price, rules: Pick<PublicPriceRules, 'useDiscountedPrice'>): number {
  return amountOf(rules.useDiscountedPrice ? (discounted?.value ?? value) : value);
}
