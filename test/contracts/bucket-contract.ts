import type { FaultPlan } from '../../sandbox/fault-plan';
import { startFaultProxy } from '../../sandbox/fault-proxy';
import { openBucket, type S3Bucket, type S3Settings } from '../../src/connectors/s3';
import { collect } from './source-under-test';

/** A service that speaks S3, with one bucket that is empty at first. */
export interface S3UnderTest {
  readonly settings: S3Settings;
  /** The same bucket, by a role that the key takes on. */
  readonly inRole?: S3Settings;
  /** The same bucket, by a role whose keys have ended when they are given out. */
  readonly inEndedRole?: S3Settings;
  /** The same bucket, by a key that may only ask for what lies under `bound/`. */
  readonly bound?: S3Settings;
  stop(): Promise<void>;
}

/** What every service that speaks S3 must do for the connector; `isAtomic` as in `describeStorage`. */
export function describeBucket(
  name: string,
  start: () => Promise<S3UnderTest>,
  { isAtomic = true }: { readonly isAtomic?: boolean } = {},
): void {
  describe(`${name} as a bucket`, () => {
    let service: S3UnderTest;
    let bucket: S3Bucket;
    let count = 0;
    beforeAll(async () => {
      service = await start();
    });
    beforeEach(() => {
      count += 1;
      bucket = openBucket({ ...service.settings, prefix: `test-${count}/` });
    });
    afterEach(() => bucket.close());
    afterAll(() => service?.stop());

    const put = async (key: string, content: string) => {
      const outcome = await bucket.put(key, Buffer.from(content));
      if (!outcome.written) throw new Error(`${key} was not written`);
      return outcome.etag;
    };
    const pagesOf = async (options: Parameters<S3Bucket['listPages']>[0] = {}) => {
      const pages: string[][] = [];
      for await (const page of bucket.listPages(options)) pages.push(page.map(({ name }) => name));
      return pages;
    };

    test('an object is read as it was written, with its ETag, bare', async () => {
      const etag = await put('a.json', 'Zürich');
      expect(etag).toMatch(/^[^"]+$/);
      expect(await bucket.get('a.json')).toEqual({ content: Buffer.from('Zürich'), etag });
      for await (const page of bucket.listPages()) {
        expect(page).toMatchObject([{ name: 'a.json', etag, size: 7 }]);
        expect(Math.abs((page[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
      }
      expect(await put('a.json', 'another')).not.toBe(etag);
    });

    test('the checksum of a whole object is told, of one version', async () => {
      const content = '123456789';
      const etag = await put('checked', content);
      // The one that all know of these nine digits.
      expect(await bucket.checksum('checked', { etag })).toBe('y/Q5Jg==');
      await put('checked', 'another');
      await expect(bucket.checksum('checked', { etag })).rejects.toMatchObject({ code: 'file-changed' });
      await bucket.remove('checked');
      await expect(bucket.checksum('checked', { etag })).rejects.toMatchObject({ code: 'file-changed' });
    });

    test('what is not there is undefined, and may be removed', async () => {
      expect(await bucket.get('nothing')).toBeUndefined();
      await bucket.remove('nothing');
      await put('a', '1');
      await bucket.remove('a');
      expect(await bucket.get('a')).toBeUndefined();
    });

    test('a write may want that there is nothing yet', async () => {
      const first = await bucket.put('a', Buffer.from('1'), { onlyNew: true });
      expect(first.written).toBe(true);
      expect(await bucket.put('a', Buffer.from('2'), { onlyNew: true })).toEqual({ written: false });
      expect(String((await bucket.get('a'))?.content)).toBe('1');
    });

    test('a write may want to replace one version alone', async () => {
      const old = await put('a', '1');
      const next = await bucket.put('a', Buffer.from('2'), { ifMatch: old });
      expect(next.written).toBe(true);
      expect(await bucket.put('a', Buffer.from('3'), { ifMatch: old })).toEqual({ written: false });
      expect(await bucket.put('gone', Buffer.from('3'), { ifMatch: old })).toEqual({ written: false });
      expect(String((await bucket.get('a'))?.content)).toBe('2');
    });

    const testWhereAtomic = isAtomic ? test : test.skip;
    testWhereAtomic('of writers that want to be the first, one is', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, writer) => bucket.put('a', Buffer.from(`${writer}`), { onlyNew: true })),
      );
      const winner = outcomes.findIndex(({ written }) => written);
      expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
      expect(String((await bucket.get('a'))?.content)).toBe(String(winner));
    });

    test('a listing goes over its pages, in the order of the keys, from a key on, under a prefix', async () => {
      const names = Array.from({ length: 25 }, (_, index) => `p/${String(index).padStart(3, '0')}`);
      for (const name of [...names, 'q/1']) await put(name, name);
      const pages = await pagesOf({ prefix: 'p/', pageSize: 10 });
      expect(pages.flat()).toEqual(names);
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
      expect((await pagesOf({ prefix: 'p/', after: 'p/019', pageSize: 3 })).flat()).toEqual(names.slice(20));
      expect((await pagesOf({ prefix: 'none/' })).flat()).toEqual([]);
      expect((await pagesOf({ prefix: 'p/', pageSize: 25 })).flat()).toEqual(names);
    });

    test('a thousand and more keys are all listed, once', async () => {
      const names = Array.from({ length: 1_030 }, (_, index) => `${index % 7}/${index}`);
      for (let at = 0; at < names.length; at += 50)
        await Promise.all(names.slice(at, at + 50).map((name) => put(name, 'x')));
      expect((await pagesOf()).flat()).toEqual(names.toSorted());
    });

    test('keys are as they are, byte for byte', async () => {
      const names = [
        'experiment=18786493712/part-00000.snappy.parquet',
        'event=NULL/p.parquet',
        'event=Main_Nav_javascript%3Avoid(0);/p.parquet',
        'event=sp ace+plus/p.parquet',
        'event=ünïcode☃/p.parquet',
        `event=it's/&<"!*`,
        '_SUCCESS',
      ];
      for (const name of names) await put(name, name === '_SUCCESS' ? '' : name);
      expect((await pagesOf()).flat().toSorted()).toEqual(names.toSorted());
      for (const name of names) expect(String((await bucket.get(name))?.content)).toBe(name === '_SUCCESS' ? '' : name);
    });

    test('markers of folders are not listed', async () => {
      await put('folder/', '');
      await put('folder/a', '');
      expect((await pagesOf()).flat()).toEqual(['folder/a']);
    });

    test('one version is read as a stream, from a byte on', async () => {
      const content = 'longshore '.repeat(100_000);
      const etag = await put('big', content);
      expect(String(await collect(await bucket.read('big', { etag })))).toBe(content);
      expect(String(await collect(await bucket.read('big', { etag, offset: 999_990 })))).toBe('longshore ');
      expect(await collect(await bucket.read('big', { etag, offset: content.length }))).toHaveLength(0);
      await expect(bucket.read('big', { etag, offset: content.length + 1 })).rejects.toMatchObject({
        code: 'internal-error',
      });
    });

    test('a body that is cut is told with its byte, and read on from there', async () => {
      const content = Buffer.from('longshore '.repeat(100_000));
      const etag = await put('big', String(content));
      const { endpoint = '' } = service.settings;
      const firstIsCut: FaultPlan = ({ number }) => (number === 1 ? { kind: 'reset', afterBytes: 300_000 } : undefined);
      const proxy = await startFaultProxy(endpoint, firstIsCut, { keepsHost: true });
      const other = openBucket({ ...service.settings, endpoint: proxy.url, prefix: `test-${count}/` });
      try {
        const got: Uint8Array[] = [];
        const cut = (async () => {
          for await (const chunk of await other.read('big', { etag })) got.push(chunk);
        })();
        await expect(cut).rejects.toMatchObject({ code: 'source-unavailable' });
        const begun = Buffer.concat(got);
        expect(begun.length).toBeGreaterThan(0);
        const rest = Buffer.from(await collect(await other.read('big', { etag, offset: begun.length })));
        expect(Buffer.concat([begun, rest]).equals(content)).toBe(true);
      } finally {
        other.close();
        await proxy.stop();
      }
    });

    test('another version is never read', async () => {
      const etag = await put('a', '1');
      await put('a', '2');
      await expect(bucket.read('a', { etag })).rejects.toMatchObject({ code: 'file-changed' });
      await expect(bucket.read('a', { etag, offset: 1 })).rejects.toMatchObject({ code: 'file-changed' });
      await expect(bucket.read('gone', { etag })).rejects.toMatchObject({ code: 'file-changed' });
    });

    test('no bucket is an error, and no absent object', async () => {
      const other = openBucket({ ...service.settings, bucket: 'no-such-bucket' });
      const missing = { code: 'source-not-found', message: expect.stringContaining('"no-such-bucket"') };
      await expect(other.check()).rejects.toMatchObject(missing);
      await expect(other.get('a')).rejects.toMatchObject(missing);
      await expect(other.put('a', Buffer.from('x'))).rejects.toMatchObject(missing);
      other.close();
    });

    test('a key that is unknown and a secret that is wrong are refused, each with its remedy', async () => {
      const { credentials } = service.settings;
      if (credentials.type !== 'access-key') throw new Error('no access key');
      const secretAccessKey = 'canary-wrong-secret';
      for (const [wrong, remedy] of [
        [{ ...credentials, accessKeyId: 'AKIAUNKNOWNUNKNOWN12' }, /accessKeyId/],
        [{ ...credentials, secretAccessKey }, /secretAccessKey/],
      ] as const) {
        const other = openBucket({ ...service.settings, credentials: wrong });
        const refused = { code: 'source-auth', remedy: expect.stringMatching(remedy) };
        await expect(other.check()).rejects.toMatchObject(refused);
        await expect(other.get('a')).rejects.toMatchObject(refused);
        await expect(other.put('a', Buffer.from('x'))).rejects.toMatchObject(refused);
        other.close();
      }
    });

    test('a role that is taken on with the key reads and writes', async () => {
      if (service.inRole === undefined) return;
      const other = openBucket({ ...service.inRole, prefix: `test-${count}/` });
      await other.put('by-role', Buffer.from('x'));
      expect((await other.get('by-role'))?.content.length).toBe(1);
      await expect(other.check()).resolves.toBeUndefined();
      other.close();
    });

    test('a key that has ended is refused as one that has', async () => {
      if (service.inEndedRole === undefined) return;
      const other = openBucket(service.inEndedRole);
      const ended = { code: 'source-auth', message: expect.stringContaining('400 ExpiredToken') };
      await expect(other.check()).rejects.toMatchObject(ended);
      other.close();
    });

    test('a key that is bound to a prefix is let see nothing else', async () => {
      if (service.bound === undefined) return;
      const denied = { code: 'source-auth', message: expect.stringContaining('403 AccessDenied') };
      for (const [prefix, isLet] of [
        ['bound/', true],
        ['bound/deeper/', true],
        ['', false],
        ['boun', false],
        ['other/', false],
      ] as const) {
        const other = openBucket({ ...service.bound, prefix });
        if (isLet) await other.check();
        else await expect(other.check()).rejects.toMatchObject(denied);
        other.close();
      }
    });
  });
}
