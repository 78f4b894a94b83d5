import { z } from 'zod';
import type { ImportType } from '../contract/names';
import type { ConnectionType } from './connection';
import { type FilesToOdpImport, filesToOdpConnections, filesToOdpImport } from './import-files-to-odp';

/** Every kind of import; a new one is a file of its own and a line in each of the three places here. */
export const importSettings = z.discriminatedUnion('type', [filesToOdpImport]);

export type ImportConfig = FilesToOdpImport;

/** Which keys of an import's section name connections, and of which types these may be. */
export const connectionsOfImports: Record<ImportType, Readonly<Record<string, readonly ConnectionType[]>>> = {
  'files-to-odp': filesToOdpConnections,
};

export function isImportType(type: unknown): type is ImportType {
  return typeof type === 'string' && Object.hasOwn(connectionsOfImports, type);
}
