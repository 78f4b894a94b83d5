import { LongshoreError } from '../../contract/failure';
import { openBucket, type S3Bucket } from './open-bucket';
import { exportCredentialsOf } from './optimizely-export';
import type { S3Source } from './settings';

/**
 * Opens the bucket of a connection. With credentials of Optimizely what the settings leave out, bucket or prefix, is what
 * Optimizely says, which is asked for it. Else nothing is sent before the first call.
 *
 * Throws as `S3Bucket` does, and `source-auth`, `source-refused` and `source-unavailable` where Optimizely gives no credentials.
 */
export async function openSourceBucket({ bucket, prefix, ...access }: S3Source): Promise<S3Bucket> {
  const { credentials } = access;
  const isOfOptimizely = credentials.type === 'optimizely-export';
  if (!isOfOptimizely || (bucket !== undefined && prefix !== undefined)) {
    if (bucket === undefined) throw new LongshoreError('config-invalid', 'A connection of type s3 names no bucket.');
    return openBucket({ ...access, bucket, prefix: prefix ?? '' });
  }
  const told = await exportCredentialsOf(credentials).get();
  const isSame = bucket === undefined || bucket === told.bucket;
  return openBucket({ ...access, bucket: bucket ?? told.bucket, prefix: prefix ?? (isSame ? told.prefix : '') });
}
