import { invalid, type Problem } from './answer';
import { idsAt, type JsonObject, objectAt, textAt } from './json';

export type CatalogKind = 'items' | 'variants' | 'categories';
export type CatalogAction = 'create' | 'update' | 'delete';

/** An entry of the catalog. `item` is that of a variant, `categories` those of an item, all by compound id. */
export interface CatalogEntry {
  readonly id: string;
  readonly sequence: number;
  readonly created: string;
  updated: string;
  attributes: JsonObject;
  readonly item: string | undefined;
  categories: readonly string[];
}

export interface CatalogRules {
  readonly unknownCategories: 'fail' | 'ignore';
  readonly deletesVariants: boolean;
}

/** What changes one entry came to: nothing, or why it cannot be, and with which status a single call says so. */
export type CatalogWrite = { readonly status: 404 | 409; readonly problem: Problem } | undefined;

const prefix = '$custom:::$default:::';

/** Items, variants and categories by their compound ids. */
export class CatalogStore {
  readonly #entries: Record<CatalogKind, Map<string, CatalogEntry>> = {
    items: new Map(),
    variants: new Map(),
    categories: new Map(),
  };
  readonly #variantsOf = new Map<string, Set<string>>();
  readonly #itemsOf = new Map<string, Set<CatalogEntry>>();
  #sequence = 0;

  of(kind: CatalogKind): ReadonlyMap<string, CatalogEntry> {
    return this.#entries[kind];
  }

  /** In the order in which they were made. */
  variantsOf(item: string): readonly CatalogEntry[] {
    return [...(this.#variantsOf.get(item) ?? [])].flatMap((id) => this.#entries.variants.get(id) ?? []);
  }

  itemsOf(category: string): readonly CatalogEntry[] {
    return [...(this.#itemsOf.get(category) ?? [])];
  }

  write(kind: CatalogKind, action: CatalogAction, entry: JsonObject, rules: CatalogRules): CatalogWrite {
    if (action === 'create') return this.#create(kind, entry, rules);
    const there = this.#entries[kind].get(String(entry.id));
    if (there === undefined) return lacks('The entry does not exist.', '/id');
    return action === 'update' ? this.#update(there, entry, rules) : this.#delete(kind, there, rules);
  }

  #create(kind: CatalogKind, entry: JsonObject, rules: CatalogRules): CatalogWrite {
    const attributes = objectAt(entry, 'attributes');
    const id = `${prefix}${attributes.external_id}`;
    if (this.#entries[kind].has(id)) {
      const problem = invalid('/attributes/external_id', 'An entry with this external_id exists.', 'duplicate_entry');
      return { status: 409, problem };
    }
    const item = kind === 'variants' ? textAt(entry, 'relationships', 'item', 'data', 'id') : undefined;
    if (item !== undefined && !this.#entries.items.has(item))
      return lacks('The item does not exist.', '/relationships/item');
    const categories = this.#categoriesOf(entry, rules);
    if ('problem' in categories) return categories;
    const now = new Date().toISOString();
    this.#sequence += 1;
    const made: CatalogEntry = {
      id,
      sequence: this.#sequence,
      created: now,
      updated: now,
      attributes: { published: true, ...attributes },
      item,
      categories: [],
    };
    this.#entries[kind].set(id, made);
    if (item !== undefined) this.#variantsOf.set(item, (this.#variantsOf.get(item) ?? new Set()).add(id));
    this.#putInto(made, categories.ids ?? []);
    this.#fill(made, entry);
    return undefined;
  }

  /** Only what is given changes. */
  #update(there: CatalogEntry, entry: JsonObject, rules: CatalogRules): CatalogWrite {
    const categories = this.#categoriesOf(entry, rules);
    if ('problem' in categories) return categories;
    there.attributes = { ...there.attributes, ...objectAt(entry, 'attributes') };
    if (categories.ids) this.#putInto(there, categories.ids);
    this.#fill(there, entry);
    there.updated = new Date().toISOString();
    return undefined;
  }

  #delete(kind: CatalogKind, there: CatalogEntry, rules: CatalogRules): CatalogWrite {
    this.#entries[kind].delete(there.id);
    if (there.item !== undefined) this.#variantsOf.get(there.item)?.delete(there.id);
    if (kind === 'items' && rules.deletesVariants) {
      for (const variant of this.#variantsOf.get(there.id) ?? []) this.#entries.variants.delete(variant);
      this.#variantsOf.delete(there.id);
    }
    this.#putInto(there, []);
    for (const item of this.itemsOf(there.id))
      this.#putInto(
        item,
        item.categories.filter((id) => id !== there.id),
      );
    return undefined;
  }

  /** Lays an item into these categories and no others. */
  #putInto(item: CatalogEntry, categories: readonly string[]): void {
    for (const id of item.categories) this.#itemsOf.get(id)?.delete(item);
    for (const id of categories) this.#itemsOf.set(id, (this.#itemsOf.get(id) ?? new Set()).add(item));
    item.categories = categories;
  }

  /** Lays the items that a category names into it, and takes all others out. */
  #fill(category: CatalogEntry, entry: JsonObject): void {
    const ids = idsAt(entry, 'relationships', 'items');
    if (ids === undefined) return;
    const items = ids.flatMap((id) => this.#entries.items.get(id) ?? []);
    const without = (item: CatalogEntry): string[] => item.categories.filter((id) => id !== category.id);
    for (const item of this.itemsOf(category.id)) this.#putInto(item, without(item));
    for (const item of items) this.#putInto(item, [...without(item), category.id]);
  }

  #categoriesOf(
    entry: JsonObject,
    rules: CatalogRules,
  ): { ids: readonly string[] | undefined } | NonNullable<CatalogWrite> {
    const ids = idsAt(entry, 'relationships', 'categories');
    const unknown = ids?.findIndex((id) => !this.#entries.categories.has(id)) ?? -1;
    if (unknown >= 0 && rules.unknownCategories === 'fail') {
      return {
        status: 404,
        problem: lacking('A category does not exist.', `/relationships/categories/data/${unknown}`),
      };
    }
    return { ids: ids?.filter((id) => this.#entries.categories.has(id)) };
  }
}

function lacks(detail: string, pointer: string): CatalogWrite {
  return { status: 404, problem: lacking(detail, pointer) };
}

function lacking(detail: string, pointer: string): Problem {
  return invalid(pointer, detail, 'not_found');
}
