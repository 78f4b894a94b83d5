import type { ListedObject, ListOptions } from '../../../src/connectors/s3';

/** A bucket whose listings are those of a list in memory: in the order of S3, some pages empty. */
export function memoryBucket(keys: readonly string[], prefix = '') {
  const inOrder = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const listed: string[] = [];
  return {
    prefix,
    /** What was listed, in its order. */
    listed,
    async *listPages(options: ListOptions = {}): AsyncGenerator<readonly ListedObject[], void> {
      const whole = prefix + (options.prefix ?? '');
      listed.push(whole);
      const found = inOrder
        .filter((key) => key.startsWith(whole))
        .map((key) => ({ name: key.slice(prefix.length), etag: `e-${key}`, timestamp: 0, size: 1 }));
      yield [];
      for (let from = 0; from < found.length; from += 3) yield found.slice(from, from + 3);
    },
  };
}
