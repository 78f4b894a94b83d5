import { basename } from 'node:path';
import { type FilesToOdpImport, loadMapping } from '../config';
import { compileCustomMapping, compileOdpMapping, type MappedOrSkipped, type OdpType } from '../mappings';

/** The function that maps an import's records: by its map of fields, or by a function of the user's own. */
export async function mappingOf(
  settings: FilesToOdpImport,
  types: Readonly<Record<string, OdpType>>,
): Promise<(record: Record<string, unknown>) => MappedOrSkipped> {
  const { mapping, fields, key, nulls, object } = settings;
  if (mapping === undefined) return compileOdpMapping({ fields, key, nulls, types });
  const map = await loadMapping(mapping);
  return compileCustomMapping({ map, name: mapping.export, file: basename(mapping.path), object, key, nulls, types });
}
