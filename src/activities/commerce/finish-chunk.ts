import type { CommerceLane } from '../../contract/commerce';
import { noCounts } from '../../contract/counts';
import { type DeliveredItem, readChunkTry, removeChunk, rewriteDeliveredItems } from '../../storage';
import { type ChunkWork, tryName } from './chunk-work';
import { forgetEarlier } from './replace-errored';

/** Keeps which entries the open chunk has brought to the catalog, and closes it: the lane goes on behind it. */
export async function finishChunk(work: ChunkWork): Promise<void> {
  const { chunk } = work;
  const { storage, step } = work.options;
  await keepDelivered(work);
  if (work.options.replay) await forgetRejects(work);
  const { delivered, rejected } = chunk.counts;
  const products = (await work.entries()).content.products.length;
  if (chunk.work === 'import') {
    const { delete: stale } = await readChunkTry(storage, chunk.folder, tryName('staleVariants', 0));
    const gone = stale.length === 0 ? '' : `, ${stale.length} variants deleted that their products no longer have`;
    step.notes.add('info', `${products} products: ${delivered} entries delivered, ${rejected} errored${gone}`);
  } else {
    const done = chunk.work === 'delete' ? 'deleted' : 'unpublished';
    step.notes.add('info', `${products} products that the shop no longer has were ${done} with their variants`);
  }
  const { chunk: _, ...lane } = work.lane;
  const behind: CommerceLane = { ...lane, after: chunk.last, done: chunk.isLast };
  step.pulse.moved(behind, noCounts);
  // Whoever finds it gone begins it anew, so that this may come before the cursor is kept.
  await removeChunk(storage, chunk.folder);
}

async function keepDelivered(work: ChunkWork): Promise<void> {
  const { chunk } = work;
  const { storage, import: importName, asOf } = work.options;
  const { content } = await work.entries();
  const failed = await work.listed(chunk.failed);
  const refused = await work.listed(chunk.refused);
  const left = await work.listed(chunk.left);
  const sent = new Map(content.products.filter(({ id }) => !failed.has(id)).map((product) => [product.id, product]));
  const all = [...content.products.map(({ id }) => id), ...content.staying];
  await rewriteDeliveredItems(storage, importName, all, (id, item): DeliveredItem | undefined => {
    const product = sent.get(id);
    if (chunk.work === 'delete') return product ? undefined : item;
    if (chunk.work === 'unpublish') return product && item ? { ...item, gone: true } : item;
    const seen = Math.max(asOf, item?.seen ?? 0);
    if (!product) return item && { ...item, seen };
    const stays = product.had.filter((sku) => product.kept.includes(sku) || left.has(sku));
    const own = product.variants.map(({ sku }) => sku).filter((sku) => !refused.has(sku));
    return { skus: [...own, ...stays], seen };
  });
}

/** Of products that were rejected before: what this run has not rejected again. */
async function forgetRejects(work: ChunkWork): Promise<void> {
  const { storage, import: importName, runId } = work.options;
  const { content } = await work.entries();
  const of = { import: importName, runId };
  for (const id of [...content.products.map((product) => product.id), ...content.staying]) {
    await forgetEarlier(storage, of, id);
  }
}
