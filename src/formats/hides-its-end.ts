import { isSpace } from './json-space';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * True if a malformed record of an array may have swallowed the boundary to the next one.
 *
 * A missing quote turns text and structure over: the record's closing bracket, the comma and all that stands before the
 * next quote are then seen as one string, which holds `}` and `,` and ends with `{`, `[` or `,`. After it the text of
 * strings would be read as records, so that a record could be delivered which the file does not hold.
 */
export function hidesItsEnd(record: Uint8Array): boolean {
  let inString = false;
  let lastByte = 0;
  let sawBoundary = false;
  for (let at = 0; at < record.length; at++) {
    const byte = record[at] as number;
    if (byte === quote) {
      if (inString && sawBoundary && opensValue(lastByte)) return true;
      inString = !inString;
      lastByte = 0;
      sawBoundary = false;
    } else if (inString && byte === backslash) {
      at++;
      lastByte = 0;
    } else if (inString && !isSpace(byte)) {
      if (byte === comma && closesValue(lastByte)) sawBoundary = true;
      lastByte = byte;
    }
  }
  return false;
}

function opensValue(byte: number): boolean {
  return byte === comma || (byte | 0x20) === 0x7b;
}

function closesValue(byte: number): boolean {
  return (byte | 0x20) === 0x7d;
}
