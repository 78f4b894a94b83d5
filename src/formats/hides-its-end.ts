import { isSpace } from './json-space';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

/**
 * True if a record of an array, malformed or too large to be parsed, may have swallowed the boundary to the next one.
 *
 * A missing quote turns text and structure over: the record's closing bracket, the comma and all that stands before the
 * next quote are then seen as one string, which holds `}` and `,` and ends with `{`, `[` or `,`. After it the text of
 * strings would be read as records, so that a record could be delivered which the file does not hold; or, from the next
 * escaped quote on, all is right again, and the records before it would be missing without a word.
 *
 * What is only too large (`isMalformed` is false) may hold such a text and be valid: there, something must also follow
 * the text that may follow none. The beginning of the record is enough, for the lost quote and the boundary lie in it.
 */
export function hidesItsEnd(record: Uint8Array, isMalformed: boolean): boolean {
  let inString = false;
  let lastByte = 0;
  let sawBoundary = false;
  for (let at = 0; at < record.length; at++) {
    const byte = record[at] as number;
    if (byte === quote) {
      if (inString && sawBoundary && opensValue(lastByte) && (isMalformed || !mayFollowText(record[at + 1])))
        return true;
      inString = !inString;
      lastByte = 0;
      sawBoundary = false;
    } else if (inString && byte === backslash) {
      at++;
      lastByte = 0;
    } else if (inString && !isSpace(byte)) {
      if (byte === comma && closesAny(lastByte)) sawBoundary = true;
      lastByte = byte;
    }
  }
  return false;
}

function opensValue(byte: number): boolean {
  return byte === comma || (byte | 0x20) === 0x7b;
}

function closesAny(byte: number): boolean {
  return (byte | 0x20) === 0x7d;
}

/** Also true where the record was cut: nothing is known then. */
function mayFollowText(byte: number | undefined): boolean {
  return byte === undefined || byte === comma || byte === colon || closesAny(byte) || isSpace(byte);
}
