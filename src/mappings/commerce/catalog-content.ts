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

/** What is said of an entry in any case. */
interface Stated {
  readonly title: string;
  readonly url: string;
  readonly price: number;
  readonly custom_metadata: CustomMetadata;
  readonly published: true;
}

/** An entry of the catalog as a request creates it; what the shop lacks is absent. */
export interface ContentCreate extends Stated {
  readonly description: string;
  readonly image_full_url?: string;
  readonly images?: readonly string[];
}

/** An entry as a request updates it; what the shop no longer has is null or empty, for absent keys stay as they are. */
export interface ContentUpdate extends Stated {
  readonly description: string | null;
  readonly image_full_url: string | null;
  readonly images?: readonly string[];
}

export function contentForCreate(content: CatalogContent): ContentCreate {
  const { description = '', imageUrl, images } = content;
  const pictures = { image_full_url: imageUrl, images: images?.length === 0 ? undefined : images };
  return withoutUndefined({ ...stated(content), description, ...pictures });
}

export function contentForUpdate(content: CatalogContent): ContentUpdate {
  const { description = null, imageUrl = null, images } = content;
  return withoutUndefined({ ...stated(content), description, image_full_url: imageUrl, images });
}

function stated({ title, url, price, customMetadata }: CatalogContent): Stated {
  return { title, url, price, custom_metadata: customMetadata, published: true };
}
