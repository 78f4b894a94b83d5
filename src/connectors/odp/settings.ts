export type OdpRegion = 'us' | 'eu' | 'au';

/** What is needed to speak to one ODP account. */
export interface OdpSettings {
  /** `<public part>.<secret>`, or a public key alone, which may write but not read schemas. */
  readonly apiKey: string;
  /** Left out, the key's public part tells it. */
  readonly region?: OdpRegion;
  /** Everything before `/objects`, as `https://api.us1.odp.optimizely.com/v3`; overrides the region. */
  readonly baseUrl?: string;
}
