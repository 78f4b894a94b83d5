import { inspect } from 'node:util';
import type { S3StandIn } from '../../sandbox/s3-stand-in';
import { type BookmarkPlace, type BookmarkPlaceConfig, openPlace } from '../../src/bookmarks';
import { openBucket } from '../../src/connectors/s3';
import { settingsOf, startStandInBucket } from '../connectors/s3/stand-in-bucket';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { writeOf } from '../contracts/bookmark-write';
import { describeStateStore } from '../contracts/state-store-contract';
import { address } from './files-of-others';

let standIn: S3StandIn;
beforeAll(async () => {
  ({ standIn } = await startStandInBucket({ buckets: ['landing-zone', 'data-zone', 'one-bucket'] }));
});
afterAll(() => standIn?.stop());
afterEach(() => standIn.clearFaults());

function configOf(landingBucket: string, dataBucket: string, prefix?: string): BookmarkPlaceConfig {
  const { bucket: _, ...settings } = settingsOf(standIn);
  return { type: 's3', landingBucket, dataBucket, ...settings, prefix };
}

/** A place whose platform moves the files as soon as they have landed. */
async function openMoved(): Promise<BookmarkPlace> {
  const place = await openPlace(configOf('landing-zone', 'data-zone'));
  const landing = openBucket({ ...settingsOf(standIn), bucket: 'landing-zone' });
  const data = openBucket({ ...settingsOf(standIn), bucket: 'data-zone' });
  return {
    description: place.description,
    read: (bookmark) => place.read(bookmark),
    readCompleted: (bookmark) => place.readCompleted(bookmark),
    readVersion: (bookmark, version) => place.readVersion(bookmark, version),
    history: (bookmark) => place.history(bookmark),
    replace: (bookmark, write) => place.replace(bookmark, write),
    list: (dataset) => place.list(dataset),
    async write(bookmark, write) {
      const written = await place.write(bookmark, write);
      for (const { key, content } of standIn.objects('landing-zone')) {
        if (!key.includes('/upload_date=')) continue;
        await data.put(key, content);
        await landing.remove(key);
      }
      return written;
    },
  };
}

describeBookmarkPlace(
  'A bucket',
  async () => {
    const place = await openPlace(configOf('one-bucket', 'one-bucket', 'jobs'));
    // Another configuration opens another client, as another worker would.
    const sameFromElsewhere = await openPlace(configOf('one-bucket', 'one-bucket', 'jobs/'));
    return { place, sameFromElsewhere, stop: async () => {} };
  },
  { isAskedOften: true },
);

describe('of two buckets', () => {
  let moved: BookmarkPlace;
  beforeAll(async () => {
    moved = await openMoved();
  });
  describeStateStore('a landing and a data bucket', () => moved);
});

test('a place is opened once for all steps of a worker, and called as its data bucket', async () => {
  const place = await openPlace(configOf('landing-zone', 'data-zone', 'jobs'));
  expect(await openPlace(configOf('landing-zone', 'data-zone', 'jobs'))).toBe(place);
  expect(place.description).toBe('bucket data-zone/jobs/');
});

test('what is read and written lies under the prefix, and no listing looks elsewhere', async () => {
  const place = await openPlace(configOf('landing-zone', 'data-zone', 'jobs'));
  const calls = standIn.requests().length;
  await place.write(address('export'), writeOf({ a: 1 }));
  await place.read(address('export'));
  const keys = standIn.requests().slice(calls);
  expect(keys.every(({ key }) => key.startsWith('jobs/crm/states/'))).toBe(true);
  expect(keys.filter(({ method, bucket }) => method === 'PUT' && bucket === 'data-zone')).toEqual([]);
});

test.each([
  ['there is no data bucket', 'landing-zone', 'no-such-bucket'],
  ['there is no landing bucket', 'no-such-bucket', 'data-zone'],
])('%s: an error with its remedy, and no empty state', async (_, landing, data) => {
  const place = await openPlace(configOf(landing, data));
  for (const work of [
    () => place.read(address('export')),
    () => place.readCompleted(address('export')),
    () => place.history(address('export')),
    () => place.list(address('export')),
    () => place.write(address('export'), writeOf(1)),
  ]) {
    await expect(work()).rejects.toMatchObject({
      code: 'storage-refused',
      message: expect.stringMatching(/^Bookmarks: Listing .*"no-such-bucket": there is no such bucket/),
      remedy: expect.stringContaining('Check the name of the bucket'),
    });
  }
});

test.each([
  ['LIST', 'AccessDenied'],
  ['GET', 'AccessDenied'],
  ['PUT', 'AccessDenied'],
  ['LIST', 'SignatureDoesNotMatch'],
] as const)('%s refused as %s: an error that says what is needed, and no secret', async (method, code) => {
  const place = await openPlace(configOf('landing-zone', 'data-zone', 'refused'));
  const bookmark = address(`${method}-${code}`);
  await place.write(bookmark, writeOf({ a: 1 }));
  standIn.addFault({ method, action: { kind: 'answer', status: 403, code } });
  const error = await place.write(bookmark, writeOf({ a: 2 })).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    ...{ code: 'storage-auth', retryable: false },
    message: expect.stringMatching(/^Bookmarks: .*(landing|data)-zone/),
    remedy: expect.stringContaining('they must be allowed to list, read, write and delete'),
  });
  expect(inspect(error, { depth: 9 })).not.toContain(standIn.accessKey.secretAccessKey);
  standIn.clearFaults();
  expect(await place.read(bookmark)).toMatchObject({ version: 1, value: { a: 1 } });
});

test('a connection that is reset after the write took place: it took place once', async () => {
  const place = await openPlace(configOf('landing-zone', 'data-zone', 'reset'));
  standIn.addFault({ method: 'PUT', times: 2, action: { kind: 'reset', apply: true } });
  expect(await place.write(address('export'), writeOf({ a: 1 }, { expectedVersion: 0 }))).toMatchObject({ version: 1 });
  expect(await place.history(address('export'))).toHaveLength(1);
});
