import Table from 'cli-table3';
import { LongshoreError } from '../contract/failure';
import type { RejectFilter } from '../contract/run-options';
import { isMeant, type Reject, readRejects, type Storage } from '../storage';

/** The rejects of an import that pass the filter, and how many there are of each code. */
export async function listRejects(
  storage: Storage,
  importName: string,
  filter: RejectFilter & { readonly limit: number },
): Promise<{ readonly rejects: readonly Reject[]; readonly totals: Readonly<Record<string, number>> }> {
  const rejects: Reject[] = [];
  const totals: Record<string, number> = {};
  for await (const reject of readRejects(storage, importName)) {
    if (!isMeant(reject, filter)) continue;
    totals[reject.code] = (totals[reject.code] ?? 0) + 1;
    if (rejects.length < filter.limit) rejects.push(reject);
  }
  return { rejects, totals };
}

/** One reject with its record. Throws `usage-invalid` where there is none at that place. */
export async function findReject(storage: Storage, importName: string, file: string, index: number): Promise<Reject> {
  let found: Reject | undefined;
  for await (const reject of readRejects(storage, importName)) {
    // A file that was replaced may have one in each version: the newest counts.
    if (reject.file === file && reject.index === index && reject.at >= (found?.at ?? 0)) found = reject;
  }
  if (found) return found;
  throw new LongshoreError('usage-invalid', `${importName} has no reject at record ${index} of ${file}`, {
    remedy: `\`longshore rejects list ${importName}\` shows them.`,
  });
}

/** @param isOfShop records of a shop lie at no byte of a file */
export function rejectsText(
  rejects: readonly Reject[],
  totals: Readonly<Record<string, number>>,
  isOfShop: boolean,
): string {
  if (rejects.length === 0) return 'No rejects.\n';
  const place = isOfShop ? ['Record', 'Part'] : ['File', 'Index', 'Byte'];
  const table = new Table({ head: [...place, 'Stage', 'Code', 'Message'], style: { head: [], border: [] } });
  for (const { file, index, offset, stage, code, message } of rejects) {
    const part = index === 0 ? '' : index;
    table.push([file, ...(isOfShop ? [part] : [index, offset]), stage, code, message]);
  }
  const sums = Object.entries(totals).map(([code, count]) => `${count} ${code}`);
  return `${table.toString()}\n${sums.join(', ')}\n`;
}
