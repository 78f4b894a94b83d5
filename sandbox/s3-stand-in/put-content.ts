import { crc32, crc32Text } from '../../src/contract/crc32';
import { type Answer, refused } from './answer';
import type { S3Call } from './s3-call';
import { header, sha256 } from './signature';

/** The bytes that a PUT stores: those of the body, or out of its chunks, once their checksums are right. */
export function putContent(call: S3Call, body: Buffer): Buffer | Answer {
  const hash = header(call, 'x-amz-content-sha256');
  const checksum = header(call, 'x-amz-checksum-crc32');
  if (hash.startsWith('STREAMING-')) return unchunked(call, body);
  if (/^[0-9a-f]{64}$/.test(hash) && sha256(body) !== hash) return refused(400, 'XAmzContentSHA256Mismatch');
  return checksum === '' || checksum === crc32Text(crc32(body)) ? body : refused(400, 'BadDigest');
}

/** `aws-chunked`: size in hexadecimal, perhaps with a signature, CR LF, the bytes, CR LF; after the last, trailers. */
function unchunked(call: S3Call, body: Buffer): Buffer | Answer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) return refused(400, 'IncompleteBody');
    at = lineEnd + 2;
    if (size === 0) {
      const content = Buffer.concat(chunks);
      const told = /^x-amz-checksum-crc32:(\S+)/m.exec(body.toString('latin1', at))?.[1];
      if (content.length !== Number(header(call, 'x-amz-decoded-content-length')))
        return refused(400, 'IncompleteBody');
      return told === undefined || told === crc32Text(crc32(content)) ? content : refused(400, 'BadDigest');
    }
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
}
