import { type Counts, noCounts } from '../../contract/counts';
import { type ChunkProduct, type ChunkTry, writeChunkTry } from '../../storage';
import { kindOf, type RefusedId } from './chunk-entries';
import { type ChunkWork, tryName } from './chunk-work';
import { type JudgedVariants, judgeVariants } from './judge-variants';
import { knownEntries } from './known-entries';
import { refuseEntries } from './refuse-entries';
import { variantsOfItems } from './variants-of-items';

const nothing: ChunkTry = { create: [], update: [], delete: [] };

/**
 * Finds out what goes out in the present try of the present stage: what the catalog lacks is created, what it has is
 * updated. False where the step ended first.
 */
export async function planChunk(work: ChunkWork): Promise<boolean> {
  const { chunk } = work;
  const { content } = await work.entries();
  const again = chunk.again && [...(await work.listed(chunk.again))];
  if (chunk.work !== 'import') return planned(work, uniform(work, content.products, again));
  if (kindOf(chunk.stage) === 'items') {
    const ids = again ?? content.products.map(({ id }) => id);
    const known = await knownEntries(work.options.step.klaviyo, 'items', ids);
    if (!known) return false;
    const isKnown = (id: string): boolean => known.has(id);
    return planned(work, { ...nothing, create: ids.filter((id) => !isKnown(id)), update: ids.filter(isKnown) });
  }
  if (chunk.stage === 'staleVariants') {
    return again ? planned(work, { ...nothing, delete: again }) : planVariants(work, content.products);
  }
  // They were found out about before those that are to go went.
  if (again) return planAgain(work, content.products, again);
  work.planned(sizeOf(await work.ids()), {}, noCounts);
  return true;
}

/** All of a stage is updated, or deleted. */
function uniform(
  { chunk: { work, stage } }: ChunkWork,
  products: readonly ChunkProduct[],
  again: readonly string[] | undefined,
): ChunkTry {
  const skus = products.flatMap(({ had }) => had);
  const ids = again ?? (kindOf(stage) === 'items' ? products.map(({ id }) => id) : skus);
  return work === 'delete' ? { ...nothing, delete: [...ids] } : { ...nothing, update: [...ids] };
}

/** Of products whose items are delivered: which variants are to go first, and what then becomes of the others. */
async function planVariants(work: ChunkWork, all: readonly ChunkProduct[]): Promise<boolean> {
  const { chunk } = work;
  const { step, storage, productsOfSkus } = work.options;
  const failed = await work.listed(chunk.failed);
  const products = all.filter(({ id }) => !failed.has(id));
  const judged = await judgeVariants({ klaviyo: step.klaviyo, products, productsOfSkus });
  if (!judged) return false;
  const stale = await staleVariants(work, products);
  if (!stale) return false;
  const { create, update, moved, refused } = judged;
  const variants = { ...nothing, create: [...create, ...moved], update: [...update] };
  await writeChunkTry(storage, chunk.folder, tryName('variants', 0), variants);
  return planned(work, { ...nothing, delete: [...stale, ...moved] }, refused);
}

async function planAgain(
  work: ChunkWork,
  products: readonly ChunkProduct[],
  again: readonly string[],
): Promise<boolean> {
  const { step, productsOfSkus } = work.options;
  const toJudge = { klaviyo: step.klaviyo, products, skus: new Set(again), productsOfSkus };
  const judged: JudgedVariants | undefined = await judgeVariants(toJudge);
  if (!judged) return false;
  const { create, update, moved, refused } = judged;
  // What moves now has another owner since the chunk was planned: the next run looks at it anew.
  const isOthers = [...moved, ...refused];
  return planned(work, { ...nothing, create: [...create], update: [...update] }, isOthers);
}

/** SKUs that the catalog still has under items of these products, and that the products no longer have. */
async function staleVariants(
  work: ChunkWork,
  products: readonly ChunkProduct[],
): Promise<readonly string[] | undefined> {
  const candidates = products.flatMap(({ id, had, variants, kept }) => {
    const stays = new Set([...variants.map(({ sku }) => sku), ...kept]);
    const skus = had.filter((sku) => !stays.has(sku));
    return skus.length === 0 ? [] : [{ id, skus }];
  });
  // Another product may have taken a SKU over since.
  const there = await variantsOfItems(
    work.options.step.klaviyo,
    candidates.map(({ id }) => id),
  );
  return there && candidates.flatMap(({ id, skus }) => skus.filter((sku) => there.get(id)?.has(sku)));
}

async function planned(work: ChunkWork, ids: ChunkTry, othersSkus: readonly string[] = []): Promise<true> {
  const { folder, stage, tries, refused: before } = work.chunk;
  await writeChunkTry(work.options.storage, folder, tryName(stage, tries), ids);
  const refused = othersSkus.length === 0 ? {} : { refused: await work.listWith(before, othersSkus) };
  work.planned(sizeOf(ids), refused, await countRefused(work, othersSkus));
  return true;
}

function sizeOf(ids: ChunkTry): number {
  return ids.create.length + ids.update.length + ids.delete.length;
}

async function countRefused(work: ChunkWork, skus: readonly string[]): Promise<Counts> {
  if (skus.length === 0) return noCounts;
  const message = 'A variant of another product has the same SKU.';
  const { counts } = await refuseEntries(
    work,
    skus.map((id): RefusedId => ({ id, code: 'duplicate-sku', message })),
  );
  // They were read from the shop, also where they are told while others are tidied up.
  const rejected = counts.rejected;
  return { ...noCounts, pending: -rejected, rejected };
}
