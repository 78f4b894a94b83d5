/** What Klaviyo calls the integration and the catalog of entries that are made by its API; there are no others. */
export const ownCatalog = { integration_type: '$custom', catalog_type: '$default' } as const;

/** Klaviyo's id of a catalog entry that we know by this id: `$custom:::$default:::<id>`. */
export function catalogId(externalId: string): string {
  return `${ownCatalog.integration_type}:::${ownCatalog.catalog_type}:::${externalId}`;
}

/** The id that we know an entry by; undefined for an entry that was not made by the API. */
export function externalIdOf(id: string): string | undefined {
  const prefix = catalogId('');
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}
