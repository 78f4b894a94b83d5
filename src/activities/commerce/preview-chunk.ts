import { klaviyoOperations } from '../../connectors/klaviyo';
import type { CommerceLane } from '../../contract/commerce';
import { missingUrlTemplate } from '../../contract/commerce-rejects';
import { type PreviewPart, type Storage, writePreviewPart } from '../../storage';
import type { KlaviyoAccess } from './klaviyo-access';
import { knownEntries } from './known-entries';
import type { OpenedChunk } from './open-chunk';

/** A person looks at a few, not at all. */
const mostShown = 3;
const jobLength = 100;

export interface ChunkPreviewOf {
  readonly storage: Storage;
  readonly import: string;
  readonly runId: string;
  readonly lane: CommerceLane;
  readonly klaviyo: KlaviyoAccess;
  readonly hasUrls: boolean;
}

/** Keeps what would become of a chunk, and asks the catalog what it has for that. False where the step ended first. */
export async function previewChunk(opened: OpenedChunk, of: ChunkPreviewOf): Promise<boolean> {
  const { products, adopted, errored } = opened;
  const { storage, klaviyo, lane, hasUrls, ...run } = of;
  const skus = products.flatMap(({ variants }) => variants.map(({ sku }) => sku));
  const ids = products.map(({ id }) => id);
  const items = adopted ?? (await knownEntries(klaviyo, 'items', ids));
  const variants = items && (await knownEntries(klaviyo, 'variants', skus));
  if (!variants) return false;
  const stale = products.flatMap(({ had, variants: wanted, kept }) => {
    const stays = new Set([...wanted.map(({ sku }) => sku), ...kept]);
    return had.filter((sku) => !stays.has(sku));
  });
  const sent = [
    { what: 'Items that would be created', count: ids.length - items.size },
    { what: 'Items that would be updated', count: items.size },
    { what: 'Variants that would be deleted, for their products no longer have them', count: stale.length },
    { what: 'Variants that would be created', count: skus.length - variants.size },
    { what: 'Variants that would be updated', count: variants.size },
  ];
  const asked = 'Requests that read the variants of items which the catalog already has (adopt)';
  const records = ids.length + skus.length;
  const details = [
    ...sent,
    { what: asked, count: adopted?.size ?? 0 },
    { what: `Entries without an address (${missingUrlTemplate})`, count: hasUrls ? 0 : records },
  ];
  const { perSecond, perMinute } = klaviyoOperations.bulk_create_catalog_variants;
  const part: PreviewPart = {
    requests: sent.reduce((sum, { count }) => sum + Math.ceil(count / jobLength), 0),
    limits: { perSecond, perMinute },
    records,
    details: details.filter(({ count }) => count > 0),
    payloads: products.slice(0, mostShown).map(({ item }): unknown => JSON.parse(item.create ?? item.update)),
    errors: errored.slice(0, mostShown).map(({ id, code, message }) => ({ id, code, message })),
  };
  await writePreviewPart(storage, { ...run, place: `${lane.key}-${lane.after ?? ''}` }, part);
  return true;
}
