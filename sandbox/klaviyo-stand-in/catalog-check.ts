import { invalid, type Problem } from './answer';
import type { CatalogAction, CatalogKind } from './catalog-store';
import { at, isObject, listAt, objectAt, textAt } from './json';

const metadataBytes = 100_000;

const types = { items: 'catalog-item', variants: 'catalog-variant', categories: 'catalog-category' } as const;

/** What a new entry must have, and of which type. */
const needed: Readonly<Record<CatalogKind, Readonly<Record<string, 'string' | 'number'>>>> = {
  items: { external_id: 'string', title: 'string', description: 'string', url: 'string' },
  variants: {
    external_id: 'string',
    title: 'string',
    description: 'string',
    sku: 'string',
    inventory_quantity: 'number',
    price: 'number',
    url: 'string',
  },
  categories: { external_id: 'string', name: 'string' },
};

/** The resource type of an entry. */
export function catalogType(kind: CatalogKind): string {
  return types[kind];
}

/** What is wrong with a bulk job of the catalog beyond its types. */
export function catalogJobProblems(kind: CatalogKind, action: CatalogAction, body: unknown): Problem[] {
  const pointer = `/data/attributes/${kind}/data`;
  const entries = listAt(body, 'data', 'attributes', kind, 'data');
  if (entries.length === 0) return [invalid(pointer, 'At least one entry must be given.')];
  if (entries.length > 100) return [invalid(pointer, 'At most 100 entries may be given.')];
  return entries.flatMap((entry, index) => catalogEntryProblems(kind, action, entry, `${pointer}/${index}`));
}

/** What is wrong with one entry of the catalog. */
export function catalogEntryProblems(
  kind: CatalogKind,
  action: CatalogAction,
  entry: unknown,
  pointer: string,
): Problem[] {
  const problems: Problem[] = [];
  const attributes = objectAt(entry, 'attributes');
  if (at(entry, 'type') !== types[kind]) problems.push(invalid(`${pointer}/type`, `The type must be ${types[kind]}.`));
  if (action !== 'create' && textAt(entry, 'id') === undefined)
    problems.push(invalid(`${pointer}/id`, 'The id must be given.'));
  if (action === 'create') {
    for (const [key, type] of Object.entries(needed[kind])) {
      if (typeof attributes[key] !== type || (key === 'external_id' && attributes[key] === ''))
        problems.push(invalid(`${pointer}/attributes/${key}`, `This must be given, as a ${type}.`));
    }
    const item = textAt(entry, 'relationships', 'item', 'data', 'id');
    if (kind === 'variants' && item === undefined)
      problems.push(invalid(`${pointer}/relationships/item`, 'A variant needs its item.'));
  }
  const { custom_metadata: metadata } = attributes;
  const place = `${pointer}/attributes/custom_metadata`;
  if (isObject(metadata)) {
    if (Object.values(metadata).some((value) => typeof value === 'object' && value !== null))
      problems.push(invalid(place, 'The metadata must be flat.'));
    else if (Buffer.byteLength(JSON.stringify(metadata)) > metadataBytes)
      problems.push(invalid(place, 'The metadata is larger than 100 KB.'));
  }
  return problems;
}
