import type { Config } from '../config';

/** True for an import of a shop's records; false for one of files, for a courier, for a group, and for a name that longshore.yaml does not have. */
export function isOfShop({ imports }: Pick<Config, 'imports'>, importName: string): boolean {
  const type = imports[importName]?.type;
  return type !== undefined && !['files-to-odp', 'courier', 'courier-group'].includes(type);
}
