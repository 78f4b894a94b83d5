/** What the placeholders of a template stand for. */
export interface UrlParts {
  readonly productSlug: string;
  readonly productId: string;
  /** Empty where a product has none. */
  readonly sku: string;
  /** The locale whose slug it is. */
  readonly locale: string;
}

/**
 * Makes the function that fills `{{productSlug}}`, `{{productId}}`, `{{sku}}` and `{{locale}}`, each as often as it is
 * there, with what is no letter, digit or mark of an address escaped. Without a template there is no address.
 */
export function compileProductUrl(template: string | undefined): (parts: UrlParts) => string | undefined {
  if (template === undefined) return () => undefined;
  return (parts) =>
    template.replaceAll(/\{\{(productSlug|productId|sku|locale)\}\}/g, (_, name: keyof UrlParts) =>
      encodeURIComponent(parts[name]),
    );
}
