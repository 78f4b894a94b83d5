/** Deeper records are rejected: real ones have a handful of levels, and code after the parser may recurse. */
export const maxNesting = 1000;

const quote = 0x22;
const backslash = 0x5c;

/** True if brackets outside of strings are open more than `maxNesting` deep in one record's bytes. Does not recurse. */
export function nestsTooDeep(bytes: Uint8Array): boolean {
  if (bytes.length <= maxNesting) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > maxNesting) return true;
    } else if ((byte | 0x20) === 0x7d) depth--;
  }
  return false;
}
