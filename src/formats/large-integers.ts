const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;

/** Number.MAX_SAFE_INTEGER has 16 digits. It may find them in a string or a fraction; it is there to be cheap. */
const maybeLarge = /\d{16}/;

/** False where a JSON text surely holds no integer beyond Number.MAX_SAFE_INTEGER. */
export function mayHoldLargeIntegers(json: string): boolean {
  return maybeLarge.test(json);
}

/**
 * Puts quotes around each integer literal beyond Number.MAX_SAFE_INTEGER, so that its digits survive parsing:
 * `{"id":12345678901234567890}` becomes `{"id":"12345678901234567890"}`. Strings, fractions and exponents stay as they
 * are. `json` must be valid JSON: in anything else the quotes could mend what is broken.
 */
export function quoteLargeIntegers(json: string): string {
  let quoted = '';
  let copied = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = afterString(json, at);
    } else if (isDigit(code) || code === minus) {
      const end = afterNumber(json, at);
      const literal = json.slice(at, end);
      if (isLargeInteger(literal)) {
        quoted += `${json.slice(copied, at)}"${literal}"`;
        copied = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  return quoted + json.slice(copied);
}

function afterString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) return at + 1;
    at += code === backslash ? 2 : 1;
  }
  return json.length;
}

function afterNumber(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && isInNumber(json.charCodeAt(at))) at++;
  return at;
}

function isLargeInteger(literal: string): boolean {
  return literal.length >= 16 && !/[.eE]/.test(literal) && !Number.isSafeInteger(Number(literal));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, and `. e E + -`. */
function isInNumber(code: number): boolean {
  return isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === minus;
}
