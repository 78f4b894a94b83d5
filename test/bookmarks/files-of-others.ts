import type { BookmarkAddress } from '../../src/contract/bookmark';
import type { ObjectsInMemory } from './objects-in-memory';

/** A bookmark in objects, as `address('export')`. */
export function address(job: string): BookmarkAddress {
  return { domain: 'crm', dataset: 'states', job, username: 'ada', fileType: 'others' };
}

/** The name under which a job that knows of files alone leaves its state. */
export function fileName(
  second: number,
  job: string,
  status: 'running' | 'completed',
  path = { username: 'python', fileType: 'others' },
): string {
  return `crm/states/upload_date=${second}/${path.username}/${path.fileType}/${job}_${status}.json`;
}

/**
 * What a job that knows of files alone takes for the newest state: the larger upload_date, then the time of the object,
 * a completion where both are equal. Undefined where there is no file.
 */
export function seenByOthers(job: string, ...places: readonly ObjectsInMemory[]): unknown {
  const files = places.flatMap(({ objects }) =>
    [...objects].flatMap(([name, { content, timestamp }]) => {
      const [, second, status] =
        new RegExp(`/upload_date=(\\d+)/.*/${job}_(running|completed)\\.json$`).exec(name) ?? [];
      return second === undefined ? [] : [{ second: Number(second), timestamp, status: status ?? '', content }];
    }),
  );
  const [newest] = files.sort(
    (a, b) => b.second - a.second || b.timestamp - a.timestamp || a.status.localeCompare(b.status),
  );
  return newest && JSON.parse(newest.content.toString('utf8'));
}
