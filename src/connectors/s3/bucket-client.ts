import { S3Client } from '@aws-sdk/client-s3';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { exportCredentialsOf } from './optimizely-export';
import { renewExpired } from './renew-expired';
import { roleCredentialsOf } from './role-credentials';
import type { ReadableSettings } from './settings';
import { TemporaryCredentials } from './temporary-credentials';

// It announces the last Node of versions that ours, an exact one, is not; the reader of a command can do nothing about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** A client of one bucket, and the names by which messages speak of it. */
export interface NamedBucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** At the beginning of each key. */
  readonly prefix: string;
  readonly region: string;
  /** Who asks. */
  readonly credentials: ReadableSettings['credentials']['type'] | 'role';
}

/**
 * Makes the client; nothing is sent yet. Two tries, about 0.1 s apart, take the single hiccup; by default three would
 * wait longer without a sign of life, and Temporal, which owns the waiting, would know nothing of it.
 */
export function bucketClient(settings: ReadableSettings, tries = 2): NamedBucket {
  const { bucket, prefix = '', region, endpoint, forcePathStyle = endpoint !== undefined, credentials } = settings;
  const known = credentialsOf(credentials, region);
  const client = new S3Client({
    region,
    endpoint,
    forcePathStyle,
    // Marked as kept already: the client's own cache would not notice that a key was given up.
    credentials: known instanceof TemporaryCredentials ? Object.assign(() => known.get(), { memoized: true }) : known,
    maxAttempts: tries,
    requestHandler: { connectionTimeout: 10_000 },
    customUserAgent: 'longshore',
    // A client that follows the bucket elsewhere would hide a region that is written wrongly.
    followRegionRedirects: false,
  });
  if (known instanceof TemporaryCredentials) renewExpired(client, known);
  const isRole = credentials.type === 'access-key' && credentials.roleArn !== undefined;
  return { client, bucket, prefix, region, credentials: isRole ? 'role' : credentials.type };
}

/** A key that lasts, or where to have one that does not. */
function credentialsOf(
  credentials: ReadableSettings['credentials'],
  region: string,
): { readonly accessKeyId: string; readonly secretAccessKey: string } | TemporaryCredentials {
  switch (credentials.type) {
    case 'default':
      // A chain of its own for each question, for one that has answered repeats its answer.
      return new TemporaryCredentials(() => fromNodeProviderChain({ clientConfig: { region } })());
    case 'optimizely-export':
      return exportCredentialsOf(credentials);
    case 'access-key': {
      const { accessKeyId, secretAccessKey, roleArn } = credentials;
      if (roleArn === undefined) return { accessKeyId, secretAccessKey };
      return roleCredentialsOf({ ...credentials, roleArn }, region);
    }
  }
}
