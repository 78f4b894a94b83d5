import type { S3Call } from './s3-failure';

const asked: Readonly<Record<S3Call['place']['credentials'], string>> = {
  'access-key': 'the access key',
  role: 'the role',
  'optimizely-export': 'the credentials of Optimizely',
  default: 'the identity that the worker runs with',
};

/** What to do about a refusal with this code. A wrong secret, a clock and a missing right need different people. */
export function refusalRemedy(code: string | undefined, call: S3Call): string {
  const { place, key } = call;
  const who = asked[place.credentials];
  const isGiven = place.credentials === 'role' || place.credentials === 'optimizely-export';
  switch (code) {
    case 'InvalidAccessKeyId':
      if (isGiven) return `Check endpoint and region: the service does not know ${who}.`;
      return 'Check accessKeyId: the service does not know it, or it was deleted.';
    case 'SignatureDoesNotMatch':
      if (isGiven) return `Check endpoint and region: the service does not take the signature of ${who}.`;
      return 'Check secretAccessKey: it does not belong to this accessKeyId.';
    case 'RequestTimeTooSkewed':
      return 'Set the clock of this machine: it is more than 15 minutes off.';
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      if (isGiven) return `Check the clock of this machine: ${who} are refused though they were renewed just now.`;
      return 'The temporary credentials have expired: renew them where they come from.';
    case 'AccessDenied':
    case undefined:
      if (key === undefined && place.credentials === 'optimizely-export') {
        return 'Leave out bucket and prefix of the connection: Optimizely lets only what it names be read.';
      }
      return `Check the rights of ${who} on bucket "${place.bucket}": ${rightsFor(call)}.`;
    default:
      if (code.startsWith('KMS.')) return 'Check the KMS key of the bucket: it is disabled, or of another region.';
      return `Check ${who} and its rights on bucket "${place.bucket}".`;
  }
}

function rightsFor({ key, doing = 'Reading', isListed }: S3Call): string {
  if (key === undefined) return 's3:ListBucket, under this prefix';
  if (doing === 'Writing') return 's3:PutObject, and kms:GenerateDataKey where it is encrypted with a key of KMS';
  if (doing === 'Removing') return 's3:DeleteObject';
  // What may be listed and not read is most often encrypted with a key that who asks may not use.
  if (isListed)
    return 'it may list but not decrypt, so grant kms:Decrypt on the key of KMS; if it has that, s3:GetObject';
  // Without ListBucket the service does not tell whether an object exists.
  return 's3:GetObject, kms:Decrypt where it is encrypted with a key of KMS, and s3:ListBucket where it may be missing';
}
