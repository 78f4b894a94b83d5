const newline = 0x0a;
const carriageReturn = 0x0d;

/** How many lines of a text are not blank; a line ends with `\n`, `\r\n` or `\r`. */
export async function countLines(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  let isBlank = true;
  for await (const piece of pieces) {
    for (const byte of piece) {
      const isBreak = byte === newline || byte === carriageReturn;
      if (isBlank && !isBreak) count += 1;
      isBlank = isBreak;
    }
  }
  return count;
}
