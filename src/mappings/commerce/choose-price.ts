import type { Price } from './product-record';

/** Which prices may be the public one. */
export interface PriceRules {
  readonly customerGroupPrices: 'exclude' | 'include';
  /** `{ channel }`: that channel's before those of no channel, and no other's. */
  readonly channelPrices: 'include' | 'exclude' | { readonly channel: string };
}

/**
 * The price that holds at `now` (epoch ms), of prices of one currency or of any; the rules are facts of the connector's
 * guide. Of those that may be public:
 *
 * 1. one that is limited in time and valid now, both ends included: the one that ends soonest, one without an end last;
 * 2. else the first without limits;
 * 3. else, only where nothing is valid now, the one that begins soonest.
 *
 * What has expired is never chosen. Of equals the first in the list is.
 */
export function choosePrice(prices: readonly Price[], rules: PriceRules, now: number): Price | undefined {
  const tiers = byChannel(
    prices.filter((price) => mayBePublic(price, rules)),
    rules,
  );
  return firstOf(tiers, (tier) => validNow(tier, now)) ?? firstOf(tiers, (tier) => yetToBegin(tier, now));
}

function mayBePublic({ customerGroup }: Price, { customerGroupPrices }: PriceRules): boolean {
  return customerGroup === undefined || customerGroupPrices === 'include';
}

function byChannel(prices: readonly Price[], { channelPrices }: PriceRules): readonly (readonly Price[])[] {
  if (channelPrices === 'include') return [prices];
  const ofNone = prices.filter(({ channel }) => channel === undefined);
  if (channelPrices === 'exclude') return [ofNone];
  return [prices.filter(({ channel }) => channel?.id === channelPrices.channel), ofNone];
}

function validNow(prices: readonly Price[], now: number): Price | undefined {
  const dated = prices.filter((price) => isLimited(price) && begins(price) <= now && ends(price) >= now);
  return smallest(dated, ends) ?? prices.find((price) => !isLimited(price));
}

function yetToBegin(prices: readonly Price[], now: number): Price | undefined {
  return smallest(
    prices.filter((price) => begins(price) > now && ends(price) >= begins(price)),
    begins,
  );
}

const isLimited = ({ validFrom, validUntil }: Price) => validFrom !== undefined || validUntil !== undefined;
const begins = ({ validFrom }: Price) => validFrom ?? Number.NEGATIVE_INFINITY;
const ends = ({ validUntil }: Price) => validUntil ?? Number.POSITIVE_INFINITY;

/** The first of those with the smallest measure. */
function smallest(prices: readonly Price[], measure: (price: Price) => number): Price | undefined {
  return prices.reduce<Price | undefined>(
    (best, price) => (best === undefined || measure(price) < measure(best) ? price : best),
    undefined,
  );
}

function firstOf(tiers: readonly (readonly Price[])[], choose: (tier: readonly Price[]) => Price | undefined) {
  for (const tier of tiers) {
    const chosen = choose(tier);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}
