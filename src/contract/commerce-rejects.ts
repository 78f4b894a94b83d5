import { deletedKinds } from './catalog-deletion';
import type { CommerceImportType } from './names';

/** What an import of a shop reads, as its requests and rejects name it. */
export const commerceResources = {
  'commerce-customers': 'customers',
  'commerce-orders': 'orders',
  'commerce-categories': 'categories',
  'commerce-products': 'products',
} as const satisfies Record<CommerceImportType, string>;

/** The kinds of what rejects of an import can be of. */
export function rejectedResources(type: CommerceImportType | 'catalog-deletion'): readonly string[] {
  return type === 'catalog-deletion' ? Object.values(deletedKinds).flat() : [commerceResources[type]];
}

/** Where the rejects of a resource lie, in place of a file: under its kind and its id, whatever version it had. */
export function rejectPlace(resource: string, id: string): { readonly name: string; readonly version: string } {
  return { name: `${resource}/${id}`, version: 'newest' };
}

/** What is said of products without a `productUrlTemplate`. */
export const missingUrlTemplate = 'productUrlTemplate is not set: the url of every entry is the text None';
