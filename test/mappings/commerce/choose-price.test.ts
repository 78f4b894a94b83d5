import fc from 'fast-check';
import { choosePrice, type PriceRules } from '../../../src/mappings/commerce/choose-price';
import type { Price } from '../../../src/mappings/commerce/product-record';

const now = Date.UTC(2026, 5, 15);
const day = 86_400_000;
const publicOnly: PriceRules = { customerGroupPrices: 'exclude', channelPrices: 'include' };

interface Terms {
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  readonly group?: true;
  readonly channel?: string;
  readonly country?: string;
}
/** A price whose amount says which one of the list it is. */
const price = ({ from, until, group, channel, country }: Terms, centAmount: number): Price => ({
  value: { currencyCode: 'EUR', centAmount, fractionDigits: 2 },
  ...(from === undefined ? {} : { validFrom: now + from * day }),
  ...(until === undefined ? {} : { validUntil: now + until * day }),
  ...(group ? { customerGroup: { id: 'g' } } : {}),
  ...(channel === undefined ? {} : { channel: { id: channel } }),
  ...(country === undefined ? {} : { country }),
});
/** Index of the price that is chosen. */
const chosen = (terms: readonly Terms[], rules = publicOnly) =>
  choosePrice(terms.map(price), rules, now)?.value.centAmount;

test.each<[string, Terms[], number | undefined]>([
  ['none of none', [], undefined],
  ['the only one', [{}], 0],
  ['the first of several without limits', [{}, {}], 0],
  ['one valid now by date before a basic one', [{}, { from: -1, until: 1 }], 1],
  ['one with a beginning alone', [{}, { from: -1 }], 1],
  ['one with an end alone', [{}, { until: 1 }], 1],
  ['one that begins at this moment', [{}, { from: 0, until: 1 }], 1],
  ['one that ends at this moment', [{}, { from: -1, until: 0 }], 1],
  ['of several valid now the one that ends soonest', [{ from: -3, until: 3 }, { from: -1, until: 1 }, { until: 2 }], 1],
  ['one that ends before one that does not', [{ from: -1 }, { from: -9, until: 9 }], 1],
  [
    'of those that end together the first',
    [
      { from: -1, until: 1 },
      { from: -2, until: 1 },
    ],
    0,
  ],
  ['of those that never end the first', [{ from: -1 }, { from: -2 }], 0],
  ['never one that has expired', [{ from: -2, until: -1 }, { until: -1 }], undefined],
  ['the basic one after all others have expired', [{ until: -1 }, {}], 1],
  ['the basic one before one that is yet to begin', [{ from: 1 }, {}], 1],
  ['one valid now before one that is yet to begin', [{ from: 1, until: 2 }, { from: -1 }], 1],
  ['one that is yet to begin where nothing else exists', [{ until: -1 }, { from: 1 }], 1],
  ['of those the one that begins soonest', [{ from: 3 }, { from: 1 }, { from: 2 }], 1],
  ['of those that begin together the first', [{ from: 1, until: 2 }, { from: 1 }], 0],
  ['never one that ends before it begins', [{ from: 2, until: 1 }, { from: 3 }], 1],
  ['the price of a country like any other, in the order of the list', [{ country: 'DE' }, {}], 0],
])('chosen is %s', (_, terms, expected) => {
  expect(chosen(terms)).toBe(expected);
});

describe('prices for a customer group', () => {
  const include: PriceRules = { ...publicOnly, customerGroupPrices: 'include' };
  test.each<[string, Terms[], number | undefined, number | undefined]>([
    ['without limits', [{ group: true }, {}], 1, 0],
    ['valid now', [{ group: true, from: -1 }, {}], 1, 0],
    ['yet to begin', [{ group: true, from: 1 }, { from: 2 }], 1, 0],
    ['where there are no others', [{ group: true }], undefined, 0],
  ])('%s are not the public price, but where they are included', (_, terms, excluded, included) => {
    expect(chosen(terms)).toBe(excluded);
    expect(chosen(terms, include)).toBe(included);
  });
});

describe('prices of channels', () => {
  test.each<[string, Terms[], PriceRules['channelPrices'], number | undefined]>([
    ['are like any other, in the order of the list', [{ channel: 'a' }, {}], 'include', 0],
    ['after others, where they stand after them', [{}, { channel: 'a' }], 'include', 0],
    ['are out where they are excluded', [{ channel: 'a', from: -1 }, {}], 'exclude', 1],
    ['are out where they are excluded, even alone', [{ channel: 'a' }], 'exclude', undefined],
    ['of the named channel are before those of none', [{}, { channel: 'a' }], { channel: 'a' }, 1],
    ['of the named channel are so even before dated ones', [{ from: -1 }, { channel: 'a' }], { channel: 'a' }, 1],
    ['of the named channel that are yet to begin are not', [{}, { channel: 'a', from: 1 }], { channel: 'a' }, 0],
    ['of the named channel begin before others', [{ from: 1 }, { channel: 'a', from: 2 }], { channel: 'a' }, 1],
    ['of no channel stand in for the named one', [{ channel: 'b' }, {}], { channel: 'a' }, 1],
    ['of other channels never do', [{ channel: 'b' }], { channel: 'a' }, undefined],
  ])('%s', (_, terms, channelPrices, expected) => {
    expect(chosen(terms, { ...publicOnly, channelPrices })).toBe(expected);
  });
});

/** The rules once more, in the dumbest way: every price has a rank of its own, and the first with the best is chosen. */
function oracle(terms: readonly Terms[], rules: PriceRules): number | undefined {
  const rank = ({ from, until, group, channel }: Terms): number[] | undefined => {
    if (group && rules.customerGroupPrices === 'exclude') return undefined;
    if (channel !== undefined && rules.channelPrices === 'exclude') return undefined;
    const named = typeof rules.channelPrices === 'object' ? rules.channelPrices.channel : undefined;
    if (named !== undefined && channel !== undefined && channel !== named) return undefined;
    const second = named !== undefined && channel === undefined ? 1 : 0;
    if (until !== undefined && (until < 0 || (from !== undefined && until < from))) return undefined;
    if (from === undefined && until === undefined) return [0, second, 1, 0];
    if (from !== undefined && from > 0) return [1, second, 0, from];
    return [0, second, 0, until ?? 1e9];
  };
  let best: { rank: number[]; index: number } | undefined;
  for (const [index, one] of terms.entries()) {
    const ranked = rank(one);
    if (ranked === undefined) continue;
    const differs = best?.rank.findIndex((part, at) => part !== ranked[at]) ?? 0;
    const wins = best === undefined || (differs >= 0 && (ranked[differs] ?? 0) < (best.rank[differs] ?? 0));
    if (wins) best = { rank: ranked, index };
  }
  return best?.index;
}

const days = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });
const terms = fc.array(
  fc.record({
    from: days,
    until: days,
    group: fc.constantFrom(true as const, undefined, undefined, undefined),
    channel: fc.constantFrom('a', 'b', undefined, undefined),
  }),
  { maxLength: 8 },
);
const rules: fc.Arbitrary<PriceRules> = fc.record({
  customerGroupPrices: fc.constantFrom('exclude', 'include'),
  channelPrices: fc.constantFrom<PriceRules['channelPrices']>('include', 'exclude', { channel: 'a' }),
});

test('whatever prices there are, the rules choose the first with the best rank', () => {
  fc.assert(
    fc.property(terms, rules, (list, by) => {
      expect(chosen(list, by)).toBe(oracle(list, by));
    }),
    { numRuns: 2000 },
  );
});

test('prices that cannot be chosen change nothing, wherever they stand', () => {
  fc.assert(
    fc.property(
      terms,
      fc.nat(8),
      fc.constantFrom<Terms>({ until: -1 }, { group: true }, { from: 2, until: 1 }),
      (list, at, useless) => {
        const known = list.map(price);
        const more = known.toSpliced(at, 0, price(useless, 99));
        expect(choosePrice(more, publicOnly, now)).toBe(choosePrice(known, publicOnly, now));
      },
    ),
    { numRuns: 500 },
  );
});
