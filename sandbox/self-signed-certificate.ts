import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key and its certificate as PEM files, for `localhost` and 127.0.0.1. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Writes a fresh self-signed certificate (`cert.pem`, `key.pem`) into `folder`, valid from yesterday for ten days.
 *
 * It is written out byte by byte (X.509 version 3 in DER), because Node reads certificates but makes none, and a fresh
 * machine may have no openssl. Whoever connects has to trust it: NODE_EXTRA_CA_CERTS=<cert>.
 */
export function writeSelfSignedCertificate(folder: string): CertificateFiles {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const day = 86_400_000;
  const name = sequence(set(sequence(oid.commonName, utf8('localhost'))));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(oid.ecdsaWithSha256),
    name,
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + 9 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(oid.basicConstraints, sequence(element(0x01, Buffer.from([0xff])))),
        extension(oid.subjectAltName, sequence(element(0x82, Buffer.from('localhost')), element(0x87, loopback))),
        extension(oid.subjectKeyIdentifier, element(0x04, keyId(publicKey.export({ type: 'spki', format: 'der' })))),
      ),
    ),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, sequence(oid.ecdsaWithSha256), element(0x03, Buffer.concat([zero, signature])));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, pem('CERTIFICATE', certificate));
  writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return files;
}

const zero = Buffer.from([0]);
const loopback = Buffer.from([127, 0, 0, 1]);

/** Object identifiers in their encoded form. */
const oid = {
  commonName: element(0x06, Buffer.from('550403', 'hex')),
  subjectKeyIdentifier: element(0x06, Buffer.from('551d0e', 'hex')),
  subjectAltName: element(0x06, Buffer.from('551d11', 'hex')),
  basicConstraints: element(0x06, Buffer.from('551d13', 'hex')),
  ecdsaWithSha256: element(0x06, Buffer.from('2a8648ce3d040302', 'hex')),
};

/** Tag, length, content: all that DER is. Lengths from 128 are written as the number of their bytes and these. */
function element(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

function tagged(number: number, content: Buffer): Buffer {
  return element(0xa0 + number, content);
}

function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes);
}

function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** UTCTime: two digits of the year, good until 2049. */
function time(date: Date): Buffer {
  return element(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, element(0x04, value));
}

function keyId(publicKey: Buffer): Buffer {
  return createHash('sha256').update(publicKey).digest().subarray(0, 20);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
