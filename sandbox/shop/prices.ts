import type { Dice } from './dice';
import { money } from './money';

const day = 86_400_000;

/** Prices of a variant: basic, dated, of groups, channels and countries, in several currencies; `index` numbers them. */
export function makePrices(dice: Dice, sku: string) {
  return Array.from({ length: dice.whole(0, 5) }, (_, number) => {
    const currency = dice.one(['EUR', 'USD', 'GBP', 'JPY']);
    const amount = money(currency, dice.whole(1, 50_000));
    return {
      id: `price-${sku}-${number}`,
      value: dice.is(0.05)
        ? { ...amount, type: 'highPrecision', preciseAmount: amount.centAmount * 100 + 1, fractionDigits: 4 }
        : amount,
      ...(dice.is(0.2) ? { country: dice.one(['DE', 'US', 'GB', 'FR']) } : {}),
      ...(dice.is(0.15) ? { customerGroup: { typeId: 'customer-group', id: 'group-1' } } : {}),
      ...(dice.is(0.1) ? { channel: { typeId: 'channel', id: 'channel-1' } } : {}),
      ...datesOf(dice),
      ...(dice.is(0.1)
        ? { discounted: { value: money(currency, 1), discount: { typeId: 'product-discount', id: 'd' } } }
        : {}),
    };
  });
}

/** Over, valid for long, or yet to begin: by years, so that no test depends on its day. */
function datesOf(dice: Dice): { readonly validFrom?: string; readonly validUntil?: string } {
  if (!dice.is(0.5)) return {};
  const [from, until] = dice.one([
    [Date.UTC(2020, 0, 1), Date.UTC(2021, 0, 1)],
    [Date.UTC(2020, 0, 1), Date.UTC(2090, 0, 1)],
    [Date.UTC(2080, 0, 1), Date.UTC(2090, 0, 1)],
  ]);
  const shifted = (time: number) => new Date(time + dice.whole(0, 300) * day).toISOString();
  return {
    ...(dice.is(0.9) ? { validFrom: shifted(from) } : {}),
    ...(dice.is(0.9) ? { validUntil: shifted(until) } : {}),
  };
}
