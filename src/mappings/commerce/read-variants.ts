import type { MappingProblem } from '../mapping-problem';
import { type ProductData, type VariantRecord, variantRecord } from './product-record';
import { readSourceRecord } from './read-source-record';

/** A variant that cannot be sent, while its item and the others are. */
export interface RejectedVariant {
  /** The number that it has in its product; undefined where not even that can be read. */
  readonly variantId: number | undefined;
  /** Undefined where it has none. */
  readonly sku: string | undefined;
  readonly problem: MappingProblem;
}

export interface ReadVariants {
  /** All that can be read, the master variant first. */
  readonly readable: readonly VariantRecord[];
  /** Those with a SKU that none before them has. */
  readonly known: readonly { readonly sku: string; readonly variant: VariantRecord }[];
  readonly rejected: readonly RejectedVariant[];
}

/** Reads the variants of a product, each by itself. */
export function readVariants({ masterVariant, variants }: ProductData): ReadVariants {
  const readable: VariantRecord[] = [masterVariant];
  const known = new Map<string, VariantRecord>();
  const rejected: RejectedVariant[] = [];
  for (const record of variants) {
    const read = readSourceRecord(variantRecord, record);
    if ('problem' in read) rejected.push({ ...named(record), problem: read.problem });
    else readable.push(read.value);
  }
  for (const variant of readable) {
    const { id, sku = '' } = variant;
    if (sku.trim() === '') rejected.push({ variantId: id, sku: undefined, problem: noSku });
    else if (known.has(sku)) rejected.push({ variantId: id, sku, problem: duplicateSku });
    else known.set(sku, variant);
  }
  return { readable, known: [...known].map(([sku, variant]) => ({ sku, variant })), rejected };
}

/** What an unreadable variant still says of itself. */
function named(record: unknown): Pick<RejectedVariant, 'variantId' | 'sku'> {
  const { id, sku }: { id?: unknown; sku?: unknown } = typeof record === 'object' && record !== null ? record : {};
  return { variantId: typeof id === 'number' ? id : undefined, sku: typeof sku === 'string' ? sku : undefined };
}

const noSku: MappingProblem = { code: 'no-sku', message: 'The variant has no SKU.' };
const duplicateSku: MappingProblem = {
  code: 'duplicate-sku',
  message: 'Another variant of the product has the same SKU.',
};
