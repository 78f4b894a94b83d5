import type { Config, S3Connection } from '../config';
import { openSourceBucket } from '../connectors/s3';
import { compileFilePattern } from '../contract/couriers/file-pattern';
import { prefixJoint } from '../contract/couriers/prefix-joint';
import { type Finding, ok, warning } from './check-finding';

/**
 * Lists a few objects of a bucket, under the prefix of the connection and what all patterns of its couriers begin with: whoever
 * asks may be let list nothing else. With credentials of Optimizely these are asked for first.
 */
export async function checkBucket(config: Config, name: string, connection: S3Connection): Promise<Finding> {
  const bucket = await openSourceBucket(connection);
  try {
    const beginning = prefixJoint(bucket.prefix) + commonBeginning(patternsFrom(config, name));
    const pages = bucket.listPages({ prefix: beginning, pageSize: 100 });
    const first = await pages.next();
    await pages.return();
    const where = `bucket ${bucket.bucket}, under ${JSON.stringify(bucket.prefix + beginning)}`;
    const { credentials } = connection;
    const by =
      credentials.type === 'optimizely-export' ? `, with credentials of ${new URL(credentials.baseUrl).host}` : '';
    if (!first.done && first.value.length > 0) return ok(`The ${where}, can be listed${by}`);
    return warning(
      `The ${where}, can be listed${by}, and has no object`,
      'Check prefix of the connection, and the patterns of its couriers.',
    );
  } finally {
    bucket.close();
  }
}

/** What each name begins with that a courier of this connection looks for. */
function patternsFrom(config: Config, connection: string): string[] {
  return Object.values(config.imports).flatMap((settings) => {
    if (settings.type !== 'courier' || settings.source !== connection) return [];
    return settings.entities.map(({ pattern }) => compileFilePattern(pattern, settings).ofAnyDay.prefix);
  });
}

function commonBeginning([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
