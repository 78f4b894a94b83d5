import { rejectPlace } from '../../contract/commerce-rejects';
import { rewriteRejects, type Storage } from '../../storage';
import { keepErrored } from './keep-errored';
import type { Errored } from './lane-batch';

/**
 * Writes what errored of products into storage, in the place of what earlier runs have said of them: a product has several
 * entries, and one that is delivered by now would stand beside one that is not.
 */
export async function replaceErrored(
  storage: Storage,
  of: { readonly import: string; readonly runId: string },
  errored: readonly Errored[],
): Promise<void> {
  for (const id of new Set(errored.map((one) => one.id))) await forgetEarlier(storage, of, id);
  await keepErrored(storage, { ...of, resource: 'products' }, errored);
}

/** Forgets what earlier runs have rejected of a product. */
export async function forgetEarlier(
  storage: Storage,
  of: { readonly import: string; readonly runId: string },
  product: string,
): Promise<void> {
  await rewriteRejects(storage, of.import, rejectPlace('products', product), (reject) =>
    reject.runId === of.runId ? reject : undefined,
  );
}
