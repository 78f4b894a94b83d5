import type { S3Call } from './s3-call';
import { header } from './signature';

const names = ['x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id'];

/** The headers that say how an object is to be encrypted. It is not; what reads it is told the same. */
export function sealOf(call: S3Call): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, header(call, name)]).filter(([, value]) => value !== ''));
}
