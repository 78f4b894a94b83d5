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
  const known = new Set<string>();
  for (let first = 0; first < ids.length; first += mostIdsPerRead) {
    const asked = new Map(ids.slice(first, first + mostIdsPerRead).map((id) => [catalogId(id), id]));
    const answer = await klaviyo.ask(`get_catalog_${kind}`, (client, options) =>
      client.readCatalogIds(kind, [...asked.keys()], options),
    );
    if (!answer) return undefined;
    if (answer.kind === 'absent') continue;
    for (const entry of answer.value.entries) {
      const id = asked.get(entry);
      if (id !== undefined) known.add(id);
    }
  }
  return known;
}
