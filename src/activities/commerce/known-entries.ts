import { type CatalogKind, mostIdsPerRead } from '../../connectors/klaviyo';
import { catalogId } from '../../mappings/commerce';
import type { KlaviyoAccess } from './klaviyo-access';

/**
 * Which of these ids of the shop the catalog has an entry of, asked for 50 in a request. Undefined where the step ended
 * first.
 */
export async function knownEntries(
  klaviyo: KlaviyoAccess,
  kind: CatalogKind,
  ids: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const there = await entriesThere(klaviyo, kind, ids.map(catalogId));
  return there && new Set(ids.filter((id) => there.has(catalogId(id))));
}

/** Which of these entries the catalog has, by its own ids, asked for likewise. */
export async function entriesThere(
  klaviyo: KlaviyoAccess,
  kind: CatalogKind,
  entries: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const there = new Set<string>();
  for (let first = 0; first < entries.length; first += mostIdsPerRead) {
    const asked = new Set(entries.slice(first, first + mostIdsPerRead));
    const answer = await klaviyo.ask(`get_catalog_${kind}`, (client, options) =>
      client.readCatalogIds(kind, [...asked], options),
    );
    if (!answer) return undefined;
    if (answer.kind === 'absent') continue;
    for (const entry of answer.value.entries) if (asked.has(entry)) there.add(entry);
  }
  return there;
}
