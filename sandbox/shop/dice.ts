import { createHash } from 'node:crypto';
import { seededRandom } from '../odp-stand-in/seeded-random';

/** Chance that the seed, the kind and the number of a thing decide: each can be made without the others. */
export interface Dice {
  /** True with a chance from 0 to 1. */
  is(chance: number): boolean;
  /** A whole number, both ends included. */
  whole(lowest: number, highest: number): number;
  one<Item>(items: readonly Item[]): Item;
}

export function diceOf(seed: number, kind: string, index: number): Dice {
  const random = seededRandom(digest(seed, kind, index).readInt32LE(16));
  const whole = (lowest: number, highest: number) => lowest + Math.floor(random() * (highest - lowest + 1));
  return {
    is: (chance) => random() < chance,
    whole,
    one: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('There is nothing to choose from');
      return item;
    },
  };
}

/** The id of a thing: a UUID of version 4, evenly spread. A generator of 32 bits would give two of 100,000 the same. */
export function idOf(seed: number, kind: string, index: number): string {
  const bytes = digest(seed, kind, index);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const firstDay = Date.UTC(2023, 0, 1);

/** When something was created and changed last: in 2023 or 2024, and up to 90 days later. */
export function timesOf(dice: Dice): { readonly createdAt: string; readonly lastModifiedAt: string } {
  const created = firstDay + dice.whole(0, 730 * 86_400_000);
  const modified = created + dice.whole(0, 90 * 86_400_000);
  return { createdAt: new Date(created).toISOString(), lastModifiedAt: new Date(modified).toISOString() };
}

function digest(seed: number, kind: string, index: number): Buffer {
  return createHash('sha1').update(`${seed}/${kind}/${index}`).digest();
}
