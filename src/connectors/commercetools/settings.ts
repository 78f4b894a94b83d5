/** What is needed to read one project of commercetools. Secrets have been resolved before they come here. */
export interface ShopSettings {
  /** As `https://api.europe-west1.gcp.commercetools.com`. */
  readonly apiUrl: string;
  /** Where tokens are asked for: `https://auth.europe-west1.gcp.commercetools.com`. */
  readonly authUrl: string;
  readonly projectKey: string;
  /** With spaces between: `view_customers:my-shop view_orders:my-shop`. */
  readonly scope: string;
  readonly client: { readonly clientId: string; readonly secret: string };
}
