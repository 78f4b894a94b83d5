import type { CustomMetadata } from './custom-metadata';
import { withoutUndefined } from './without-undefined';

/** What items and variants of the catalog have in common. */
export interface CatalogContent {
  readonly title: string;
  /** Undefined where the shop has none. */
  readonly description: string | undefined;
  readonly url: string;
  readonly price: number;
  readonly imageUrl: string | undefined;
  /** Undefined where the list of images is left to others. */
  readonly images: readonly string[] | undefined;
  readonly customMetadata: CustomMetadata;
}

/** An entry of the catalog as a request creates it; what the shop lacks is absent. */
export interface ContentCreate {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly price: number;
  readonly image_full_url?: string;
  readonly images?: readonly string[];
  readonly custom_metadata: CustomMetadata;
  readonly published: true;
}

/** An entry as a request updates it; what the shop no longer has is null or empty, for absent keys stay as they are. */
export interface ContentUpdate {
  readonly title: string;
  readonly description: string | null;
  readonly url: string;
  readonly price: number;
  readonly image_full_url: string | null;
  readonly images?: readonly string[];
  readonly custom_metadata: CustomMetadata;
  readonly published: true;
}

export function contentForCreate(content: CatalogContent): ContentCreate {
  const { title, description = '', url, price, imageUrl, images, customMetadata } = content;
  return withoutUndefined({
    title,
    description,
    url,
    price,
    image_full_url: imageUrl,
    images: images?.length === 0 ? undefined : images,
    custom_metadata: customMetadata,
    published: true,
  });
}

export function contentForUpdate(content: CatalogContent): ContentUpdate {
  const { title, description = null, url, price, imageUrl = null, images, customMetadata } = content;
  return withoutUndefined({
    title,
    description,
    url,
    price,
    image_full_url: imageUrl,
    images,
    custom_metadata: customMetadata,
    published: true,
  });
}
