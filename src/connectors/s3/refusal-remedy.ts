import type { S3Call } from './s3-failure';

/** What to do about a refusal with this code. A wrong secret, a clock and a missing right need different people. */
export function refusalRemedy(code: string | undefined, { place, key, doing = 'Reading' }: S3Call): string {
  const who = place.credentials === 'default' ? 'the identity that the worker runs with' : 'the access key';
  switch (code) {
    case 'InvalidAccessKeyId':
      return 'Check accessKeyId: the service does not know it, or it was deleted.';
    case 'SignatureDoesNotMatch':
      return 'Check secretAccessKey: it does not belong to this accessKeyId.';
    case 'RequestTimeTooSkewed':
      return 'Set the clock of this machine: it is more than 15 minutes off.';
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      return 'The temporary credentials have expired: renew them where they come from.';
    case 'AccessDenied':
    case undefined:
      return `Check the rights of ${who} on bucket "${place.bucket}": ${rightsFor(key, doing)}.`;
    default:
      if (code.startsWith('KMS.')) return 'Check the KMS key of the bucket: it is disabled, or of another region.';
      return `Check ${who} and its rights on bucket "${place.bucket}".`;
  }
}

function rightsFor(key: string | undefined, doing: 'Reading' | 'Writing' | 'Removing'): string {
  if (key === undefined) return 's3:ListBucket, under this prefix';
  if (doing === 'Writing') return 's3:PutObject, and kms:GenerateDataKey where it is encrypted with a key of KMS';
  if (doing === 'Removing') return 's3:DeleteObject';
  // Without ListBucket the service does not tell whether an object exists.
  return 's3:GetObject, kms:Decrypt where it is encrypted with a key of KMS, and s3:ListBucket where it may be missing';
}
