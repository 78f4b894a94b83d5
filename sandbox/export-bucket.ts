import { exportBucket, exportPrefix } from './optimizely-export';
import { type S3StandIn, type S3StandInOptions, startS3StandIn } from './s3-stand-in';

/** A bucket on this machine, and how longshore.yaml names it. */
export interface ExportBucket {
  readonly s3: S3StandIn;
  /** The variables that the connection names. */
  readonly env: NodeJS.ProcessEnv;
  readonly connection: Readonly<Record<string, unknown>>;
}

/** Starts a stand-in of S3 with the bucket of an export, which its key may list under the account's prefix alone. */
export async function startExportBucket(options: S3StandInOptions = {}): Promise<ExportBucket> {
  const s3 = await startS3StandIn({ buckets: [exportBucket], ...options });
  const { accessKeyId, secretAccessKey } = s3.accessKey;
  return {
    s3,
    env: { EXPORT_KEY_ID: accessKeyId, EXPORT_SECRET: secretAccessKey },
    connection: {
      type: 's3',
      bucket: exportBucket,
      prefix: exportPrefix,
      region: s3.region,
      endpoint: s3.endpoint,
      credentials: { type: 'access-key', accessKeyId: '${EXPORT_KEY_ID}', secretAccessKey: '${EXPORT_SECRET}' },
    },
  };
}
