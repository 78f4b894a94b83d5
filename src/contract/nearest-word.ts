/**
 * The candidate that `word` was most likely meant to be, or undefined when none is near.
 *
 * Near is a third of the word's length in slips (a letter too many, missing, wrong, or two swapped), case aside; of equals
 * the first wins. Failing that, a candidate that holds the word or is held by it: `offline_store_name` where the schema
 * has `ocp_quickstart_offline_store_name`.
 */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  const words = [...candidates].filter((candidate) => candidate !== word);
  return nearestBySlips(word, words) ?? nearestByPart(word, words);
}

function nearestBySlips(word: string, candidates: readonly string[]): string | undefined {
  const from = word.toLowerCase();
  let best: string | undefined;
  let bestSlips = Math.floor(from.length / 3) + 1;
  if (from.length === 2) bestSlips = 2;
  for (const candidate of candidates) {
    const slips = countSlips(from, candidate.toLowerCase(), bestSlips);
    if (slips < bestSlips) [best, bestSlips] = [candidate, slips];
  }
  return best;
}

/** Parts under 4 letters stand in too many words to say anything. */
const shortestPart = 4;

function nearestByPart(word: string, candidates: readonly string[]): string | undefined {
  const from = word.toLowerCase();
  let best: string | undefined;
  let bestDifference = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const to = candidate.toLowerCase();
    if (Math.min(from.length, to.length) < shortestPart || !(to.includes(from) || from.includes(to))) continue;
    const difference = Math.abs(to.length - from.length);
    if (difference < bestDifference) [best, bestDifference] = [candidate, difference];
  }
  return best;
}

/** Damerau-Levenshtein distance with adjacent swaps, counted as far as `limit`: from there on the answer is `limit`. */
function countSlips(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let slips = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) slips = Math.min(slips, at(beforeLast, j - 2) + 1);
      row.push(slips);
    }
    [beforeLast, last] = [last, row];
  }
  return Math.min(at(last, to.length), limit);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
