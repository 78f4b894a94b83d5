/** What is needed to speak to one Klaviyo account. */
export interface KlaviyoSettings {
  /** A private key, `pk_…`. */
  readonly apiKey: string;
  /** What stands before `/api`; left out, Klaviyo's own address. */
  readonly baseUrl?: string | undefined;
}
