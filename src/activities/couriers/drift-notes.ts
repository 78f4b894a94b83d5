import type { Note } from '../../contract/step';
import type { Drift } from '../../tables/tables';

/** Differences that are told one by one: a feed has few of them, and a journal stays short where it has many. */
const mostTold = 5;

/** What the columns of files lack, or have beside those of their feed: once for all files that differ alike. */
export function driftNotes(feed: string, drift: readonly Drift[]): readonly Note[] {
  const alike = new Map<string, { readonly first: Drift; files: number }>();
  for (const one of drift) {
    const difference = JSON.stringify([one.missing, one.added]);
    const seen = alike.get(difference);
    if (seen) seen.files += 1;
    else alike.set(difference, { first: one, files: 1 });
  }
  const told = [...alike.values()].slice(0, mostTold).map(({ first, files }): Note => {
    const others = files === 1 ? '' : files === 2 ? ' and 1 more file' : ` and ${files - 1} more files`;
    const differences = [
      ...(first.missing.length === 0 ? [] : [`no ${first.missing.join(', ')}`]),
      ...(first.added.length === 0 ? [] : [`columns that the feed does not have: ${first.added.join(', ')}`]),
    ];
    return { level: 'warn', text: `${feed}: ${first.file}${others}: ${differences.join('; ')}` };
  });
  const rest = alike.size - told.length;
  if (rest > 0) told.push({ level: 'warn', text: `${feed}: files differ from the feed in ${rest} more ways` });
  return told;
}
