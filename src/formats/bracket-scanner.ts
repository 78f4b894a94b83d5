import { maxNesting } from './nesting';

const quote = 0x22;
const backslash = 0x5c;
/** `{` and `[`, and `}` and `]`, differ in this bit alone; no other byte becomes one of them by it. */
const braceBit = 0x20;
const openAny = 0x7b;
const closeAny = 0x7d;

/** Follows one object, list or string from its first byte to its last, over as many pieces as it lies in. */
export class BracketScanner {
  /** The closing brackets that are due; those deeper than `maxNesting` are only counted. */
  readonly #due = new Uint8Array(maxNesting);
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #isTooDeep = false;
  #isMismatched = false;

  begin(): void {
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    this.#isTooDeep = false;
    this.#isMismatched = false;
  }

  /** True when the last scan reached the value's end. */
  get isWhole(): boolean {
    return this.#depth === 0 && !this.#inString;
  }

  get isTooDeep(): boolean {
    return this.#isTooDeep;
  }

  /** True when the last scan ended after a closing bracket of the wrong kind: nothing after it can be trusted. */
  get isMismatched(): boolean {
    return this.#isMismatched;
  }

  /** Reads on from `from`, and returns the byte after the value, after a mismatched bracket, or the piece's end. */
  scan(piece: Uint8Array, from: number): number {
    const length = piece.length;
    const due = this.#due;
    let at = this.#isEscaped ? from + 1 : from;
    let depth = this.#depth;
    let inString = this.#inString;
    while (at < length) {
      const byte = piece[at++] as number;
      if (inString) {
        if (byte === backslash) at++;
        else if (byte === quote) {
          inString = false;
          if (depth === 0) break;
        }
      } else if (byte === quote) inString = true;
      else if ((byte | braceBit) === openAny) {
        // In ASCII a closing bracket stands two after its opening one.
        if (depth < maxNesting) due[depth] = byte + 2;
        else this.#isTooDeep = true;
        depth++;
      } else if ((byte | braceBit) === closeAny) {
        depth--;
        if (depth < maxNesting && due[depth] !== byte) {
          this.#isMismatched = true;
          break;
        }
        if (depth === 0) break;
      }
    }
    this.#isEscaped = at > length;
    this.#depth = depth;
    this.#inString = inString;
    return Math.min(at, length);
  }
}
