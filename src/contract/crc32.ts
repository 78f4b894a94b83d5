/** Eight tables of 256: the n-th tells what a byte does to the checksum with n bytes behind it. */
const tables = new Uint32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  tables[byte] = value;
}
for (let at = 256; at < tables.length; at += 1) {
  const before = tables[at - 256] ?? 0;
  tables[at] = (before >>> 8) ^ (tables[before & 0xff] ?? 0);
}

/**
 * The CRC-32 of a content that goes on behind one whose CRC-32 is `before`. Eight bytes at a time are 350 to 430 MB/s, nearly
 * twice as fast as one. (`zlib.crc32` is younger than Node 20.12.)
 */
export function crc32(content: Uint8Array, before = 0): number {
  const of = (table: number, value: number): number => tables[table * 256 + (value & 0xff)] ?? 0;
  const byte = (index: number): number => content[index] ?? 0;
  let crc = ~before;
  let at = 0;
  for (; at + 8 <= content.length; at += 8) {
    crc ^= byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
    const first = of(7, crc) ^ of(6, crc >>> 8) ^ of(5, crc >>> 16) ^ of(4, crc >>> 24);
    crc = first ^ of(3, byte(at + 4)) ^ of(2, byte(at + 5)) ^ of(1, byte(at + 6)) ^ of(0, byte(at + 7));
  }
  for (; at < content.length; at += 1) crc = (crc >>> 8) ^ of(0, crc ^ byte(at));
  return ~crc >>> 0;
}

/** As S3's headers have it: four bytes in base64. */
export function crc32Text(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}
