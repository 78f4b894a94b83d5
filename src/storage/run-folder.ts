/** The folder of an import's runs, and `group=<name>` of a courier group's: no import has such a name. */
export function runFolder(importName: string): string {
  return importName.replace('/', '=');
}
