/** Index of the first byte from `from` that is not JSON white space; the piece's length if there is none. */
export function skipSpace(piece: Uint8Array, from: number): number {
  let at = from;
  while (at < piece.length && isSpace(piece[at])) at++;
  return at;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function countNewlines(piece: Uint8Array, from: number, to: number): number {
  let newlines = 0;
  for (let at = from; at < to; at++) if (piece[at] === 0x0a) newlines++;
  return newlines;
}
