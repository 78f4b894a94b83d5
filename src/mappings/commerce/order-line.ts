import { localeOf, localized } from './localized-text';
import { amountOf } from './money';
import { breadcrumbsOf, type OrderCatalog } from './order-categories';
import type { LineItem } from './order-record';
import type { UrlParts } from './product-url';
import { withoutUndefined } from './without-undefined';

/** A line item in the words that Klaviyo's templates look for. */
export interface OrderLine {
  readonly ProductID: string;
  readonly SKU?: string;
  readonly ProductName: string;
  readonly Quantity: number;
  /** Of one piece: the discounted price where there is one, which is what the order was reckoned with. */
  readonly ItemPrice: number;
  /** Of all pieces, with every discount. */
  readonly RowTotal: number;
  readonly ProductURL?: string;
  readonly ImageURL?: string;
  readonly ProductCategories: readonly string[];
}

export interface OrderLineRules {
  readonly preferredLocale?: string;
  readonly urlOf: (parts: UrlParts) => string | undefined;
}

export function orderLine(
  item: LineItem,
  catalog: OrderCatalog,
  { preferredLocale, urlOf }: OrderLineRules,
): OrderLine {
  const { productId, productSlug = {}, variant, price } = item;
  const locale = localeOf(productSlug, preferredLocale);
  const slug = locale === undefined ? undefined : productSlug[locale];
  return withoutUndefined({
    ProductID: productId,
    SKU: variant.sku,
    ProductName: localized(item.name, preferredLocale),
    Quantity: item.quantity,
    ItemPrice: amountOf(price.discounted?.value ?? price.value),
    RowTotal: amountOf(item.totalPrice),
    ProductURL:
      locale === undefined || slug === undefined
        ? undefined
        : urlOf({ productSlug: slug, productId, sku: variant.sku ?? '', locale }),
    ImageURL: variant.images?.[0]?.url,
    ProductCategories: breadcrumbsOf(productId, catalog),
  });
}
