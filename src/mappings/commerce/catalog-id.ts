/** What Klaviyo calls the integration and the catalog of entries that are made by its API; there are no others. */
export const ownCatalog = { integration_type: '$custom', catalog_type: '$default' } as const;

/** Klaviyo's id of a catalog entry that we know by this id: `$custom:::$default:::<id>`. */
export function catalogId(externalId: string): string {
  return `${ownCatalog.integration_type}:::${ownCatalog.catalog_type}:::${externalId}`;
}
