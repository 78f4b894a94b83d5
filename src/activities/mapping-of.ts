import { basename } from 'node:path';
import { loadMapping } from '../config';
import { compileCustomMapping, compileOdpMapping, type MappedOrSkipped, type OdpType } from '../mappings';
import type { ResolvedFiles } from './resolve-import';
import { type StateVersions, statesOf } from './states-of';

/**
 * The function that maps an import's records: by its map of fields, or by a function of the user's own. Made once for a
 * step: a function's states are read here.
 */
export async function mappingOf(
  resolved: ResolvedFiles,
  request: { readonly types: Readonly<Record<string, string>>; readonly states?: StateVersions },
): Promise<(record: Record<string, unknown>) => MappedOrSkipped> {
  const { mapping, fields, key, nulls, object, dependsOn } = resolved.settings;
  const types = request.types as Readonly<Record<string, OdpType>>;
  if (mapping === undefined) return compileOdpMapping({ fields, key, nulls, types });
  const map = await loadMapping(mapping);
  const context = { states: await statesOf({ ...resolved, dependsOn }, request.states) };
  const file = basename(mapping.path);
  return compileCustomMapping({ map, name: mapping.export, file, context, object, key, nulls, types });
}
