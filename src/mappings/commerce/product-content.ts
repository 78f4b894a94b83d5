import type { MappingProblem } from '../mapping-problem';
import type { CatalogContent } from './catalog-content';
import { type CustomMetadata, priceMetadata, textMetadata } from './custom-metadata';
import { jsonBytes, klaviyoLimits, tooLarge } from './klaviyo-limits';
import { localeOf, localized } from './localized-text';
import type { ProductData, VariantRecord } from './product-record';
import { compileProductUrl } from './product-url';
import { type PublicPriceRules, publicPrice, type ZeroPriceReason } from './public-price';

/** How products and their variants are described in the catalog. */
export interface ContentRules extends PublicPriceRules {
  /** Undefined: addresses are the text `None`, as they always were without one. */
  readonly productUrlTemplate?: string;
  readonly preferredLocale?: string;
  /** `all`: the list of images is sent beside the first. */
  readonly images: 'all' | 'first';
}

/** What a product or a variant is in the catalog, or why it cannot be in it. */
export type Described =
  | { readonly content: CatalogContent; readonly zeroBecause?: ZeroPriceReason }
  | { readonly problem: MappingProblem };

/** Makes the function that describes a product, which makes the one that describes each of its variants. */
export function compileContent(mapping: ContentRules) {
  const urlOf = compileProductUrl(mapping.productUrlTemplate);
  const { preferredLocale } = mapping;

  return (productId: string, data: ProductData, now: number) => {
    const title = localized(data.name, preferredLocale);
    const description = data.description === undefined ? undefined : localized(data.description, preferredLocale);
    const locale = localeOf(data.slug, preferredLocale) ?? '';
    const productSlug = localized(data.slug, preferredLocale);
    const texts = textMetadata(data);

    return ({ sku = '', prices, images }: VariantRecord): Described => {
      const customMetadata: CustomMetadata = { ...texts, ...priceMetadata(prices, mapping, now) };
      if (jsonBytes(customMetadata) > klaviyoLimits.customMetadataBytes) {
        return { problem: tooLarge('The custom_metadata', klaviyoLimits.customMetadataBytes) };
      }
      const { amount, ...zero } = publicPrice(prices ?? [], mapping, now);
      const urls = images.map(({ url }) => url);
      const content: CatalogContent = {
        title,
        description: description === '' ? undefined : description,
        url: urlOf({ productSlug, productId, sku, locale }) ?? 'None',
        price: amount,
        imageUrl: urls[0],
        images: mapping.images === 'all' ? urls : undefined,
        customMetadata,
      };
      return { content, ...zero };
    };
  };
}
