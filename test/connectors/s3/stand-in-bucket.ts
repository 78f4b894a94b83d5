import { type S3StandIn, type S3StandInOptions, startS3StandIn } from '../../../sandbox/s3-stand-in';
import type { S3Settings } from '../../../src/connectors/s3';

/** A stand-in for the tests of one file, and the settings by which its bucket is opened. */
export async function startStandInBucket(
  options: S3StandInOptions = {},
): Promise<{ readonly standIn: S3StandIn; readonly settings: S3Settings }> {
  const standIn = await startS3StandIn(options);
  return { standIn, settings: settingsOf(standIn) };
}

export function settingsOf({ endpoint, region, accessKey }: S3StandIn): S3Settings {
  const { accessKeyId, secretAccessKey } = accessKey;
  return { bucket: 'longshore', region, endpoint, credentials: { type: 'access-key', accessKeyId, secretAccessKey } };
}
