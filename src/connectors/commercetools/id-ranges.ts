/** A part of all ids: those behind `after`, or from `from` on, up to `upTo` and with it. What is left out has no bound. */
export interface IdRange {
  readonly from?: string;
  readonly after?: string;
  readonly upTo?: string;
}

/** Ids are random UUIDs, so that their first 32 bits say how many lie before: 1/2^32 is finer than any shop. */
const shares = 2 ** 32;

/**
 * Divides all ids, or those from an id on, into so many ranges of equal size, in their order. Each id lies in exactly
 * one of them, whatever it looks like: ids are compared as texts, as the service does. There are fewer ranges where what
 * is left cannot be divided any more.
 *
 *     idRanges(2) → [{ upTo: '80000000-…' }, { after: '80000000-…' }]
 *
 * @param shards into so many equal parts all ids are divided elsewhere, none of which is to be cut
 */
export function idRanges(count: number, from?: string, shards = shares): readonly IdRange[] {
  const first = from === undefined ? 0 : shareBefore(from);
  const unit = shares / shards;
  const bounds = Array.from({ length: count - 1 }, (_, index) =>
    boundAt(Math.floor((first + ((shares - first) * (index + 1)) / count) / unit) * unit),
  ).filter((bound, index, all) => bound > (from ?? '') && bound !== all[index - 1]);
  return [undefined, ...bounds].map((after, index) => {
    const upTo = bounds[index];
    return {
      ...(after === undefined && from !== undefined ? { from } : {}),
      ...(after === undefined ? {} : { after }),
      ...(upTo === undefined ? {} : { upTo }),
    };
  });
}

/** How many of the 2^32 shares lie before an id; what is no UUID is taken for the first. */
function shareBefore(id: string): number {
  return /^[0-9a-f]{8}/.test(id) ? Number.parseInt(id.slice(0, 8), 16) : 0;
}

function boundAt(share: number): string {
  return `${share.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`;
}
