import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { S3Credentials, S3Settings } from './settings';

// It announces the last Node of versions that ours, an exact one, is not; the reader of a command can do nothing about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** A client of one bucket, and the names by which messages speak of it. */
export interface NamedBucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** At the beginning of each key. */
  readonly prefix: string;
  readonly region: string;
  readonly credentials: S3Credentials['type'];
}

/**
 * Makes the client; nothing is sent yet. Two tries, about 0.1 s apart, take the single hiccup; by default three would
 * wait longer without a sign of life, and Temporal, which owns the waiting, would know nothing of it.
 */
export function bucketClient(settings: S3Settings, tries = 2): NamedBucket {
  const { bucket, prefix = '', region, endpoint, forcePathStyle = endpoint !== undefined, credentials } = settings;
  const client = new S3Client({
    region,
    endpoint,
    forcePathStyle,
    credentials: credentialsOf(credentials, region),
    maxAttempts: tries,
    requestHandler: { connectionTimeout: 10_000 },
    customUserAgent: 'longshore',
    // A client that follows the bucket elsewhere would hide a region that is written wrongly.
    followRegionRedirects: false,
  });
  return { client, bucket, prefix, region, credentials: credentials.type };
}

/** Undefined leaves it to the client's own chain. */
function credentialsOf(credentials: S3Credentials, region: string): S3ClientConfig['credentials'] {
  if (credentials.type === 'default') return undefined;
  const { accessKeyId, secretAccessKey, roleArn, externalId } = credentials;
  const key = { accessKeyId, secretAccessKey };
  if (roleArn === undefined) return key;
  return fromTemporaryCredentials({
    masterCredentials: key,
    params: { RoleArn: roleArn, RoleSessionName: 'longshore', ...(externalId ? { ExternalId: externalId } : {}) },
    clientConfig: { region, maxAttempts: 2 },
  });
}
