import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Answer, refused } from './answer';
import type { KeyRing } from './key-ring';
import type { AccessKey } from './options';
import { decoded, type S3Call } from './s3-call';

const largestSkewMs = 15 * 60_000;

export interface Asked {
  readonly service: 's3' | 'sts';
  readonly region: string;
  readonly keys: KeyRing;
  /** Left out where a header tells its hash. */
  readonly body?: Buffer;
}

/** The service that a signature is for. */
export function serviceOf({ headers: { authorization = '' } }: Pick<S3Call, 'headers'>): Asked['service'] {
  return /^[^,]+\/sts\/aws4_request,/.test(authorization) ? 'sts' : 's3';
}

/** Who asks, or why they may not: Signature Version 4 in the header, checked in the order in which S3 does. */
export function whoAsks(call: S3Call, asked: Asked): AccessKey | Answer {
  const { authorization = '' } = call.headers;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/(?:s3|sts)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, id = '', day = '', region = '', signedHeaders = '', signature = ''] = parts ?? [];
  if (parts === null) return refused(403, 'AccessDenied');
  const key = asked.keys.find(id);
  if (key === undefined) return refused(403, 'InvalidAccessKeyId');
  if (region !== asked.region) return refused(400, 'AuthorizationHeaderMalformed', { Region: asked.region });
  const at = header(call, 'x-amz-date');
  const time = timeOf(at);
  if (time === undefined || !at.startsWith(day)) return refused(403, 'AccessDenied');
  if (Math.abs(Date.now() - time) > largestSkewMs) return refused(403, 'RequestTimeTooSkewed');
  if (header(call, 'x-amz-security-token') !== (key.sessionToken ?? '')) return refused(400, 'InvalidToken');
  const names = signedHeaders.split(';');
  // The host and everything of Amazon's own must be under the signature.
  const mustBeSigned = ['host', ...Object.keys(call.headers).filter((name) => name.startsWith('x-amz-'))];
  if (mustBeSigned.some((name) => !names.includes(name))) return refused(403, 'AccessDenied');
  const scope = `${day}/${region}/${asked.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonicalRequest(call, names, asked.body))].join('\n');
  const signingKey = [day, region, asked.service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${key.secretAccessKey}`,
  );
  const isRight = timingSafeEqual(hmac(signingKey, toSign), Buffer.from(signature, 'hex'));
  if (!isRight) return refused(403, 'SignatureDoesNotMatch');
  if (key.expiresAt !== undefined && key.expiresAt <= Date.now()) return refused(400, 'ExpiredToken');
  return key;
}

function canonicalRequest(call: S3Call, names: readonly string[], body: Buffer | undefined): string {
  const path = call.rawPath.split('/').map((part) => encoded(decoded(part)));
  const query = [...call.query].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const headers = names.map((name) => `${name}:${header(call, name).trim().replace(/ +/g, ' ')}\n`);
  const payload = body === undefined ? header(call, 'x-amz-content-sha256') : sha256(body);
  return [call.httpMethod, path.join('/'), query.join('&'), headers.join(''), names.join(';'), payload].join('\n');
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** 20261125T113000Z, epoch ms. */
function timeOf(at: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

export function header({ headers }: S3Call, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
