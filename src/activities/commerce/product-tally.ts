import type { MappedProduct } from '../../mappings/commerce';
import type { StepNotes } from '../step-notes';

/** What is filled in or left out of products although they are sent, in words that a count follows. */
const words = {
  'no-price': 'Entries whose price is 0, for the shop has none of them',
  'other-currencies-only': 'Entries whose price is 0, for the shop has none of them in the preferredCurrency',
  'customer-group-prices-only': 'Entries whose price is 0, for the shop has prices for customer groups alone',
  'category-left-out': 'Categories of products that were left out, for the catalog does not have them',
  'channel-stock-missing': 'Variants of which the inventoryChannel has no stock, and that of all is shown',
  unpublished: 'Products that are not published, and were passed over',
  missing: 'Products that were asked for, and are not in the shop',
} as const;

type Counted = keyof typeof words;

/** Counts what a step has to say of the products that it mapped. */
export class ProductTally {
  readonly #counts = new Map<Counted, number>();

  add(what: Counted, count = 1): void {
    if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  addMapped(mapped: MappedProduct): void {
    if ('unpublished' in mapped) this.add('unpublished');
    if (!('item' in mapped)) return;
    for (const warning of mapped.warnings) {
      if (warning === 'category-left-out' || warning === 'channel-stock-missing') this.add(warning);
    }
    for (const { zeroBecause } of [mapped.item, ...mapped.variants]) if (zeroBecause) this.add(zeroBecause);
  }

  addAll(other: ProductTally): void {
    for (const [what, count] of other.#counts) this.add(what, count);
  }

  of(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }

  tell(notes: StepNotes): void {
    for (const [what, count] of this.#counts) notes.add('warn', `${words[what]}: ${count}`);
  }
}
