/** `ENOENT`, `Z_DATA_ERROR`, …: the code of an error of Node, whichever realm it comes from; else undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
