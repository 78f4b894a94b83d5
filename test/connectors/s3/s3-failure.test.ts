import type { S3StandIn } from '../../../sandbox/s3-stand-in';
import { openBucket, type S3Bucket, type S3Settings } from '../../../src/connectors/s3';
import type { FailureCode } from '../../../src/contract/failure-codes';
import { collect } from '../../contracts/source-under-test';
import { failureOf } from './failure-of';
import { startStandInBucket } from './stand-in-bucket';

let standIn: S3StandIn;
let settings: S3Settings;
let bucket: S3Bucket;
let etag: string;
beforeAll(async () => {
  ({ standIn, settings } = await startStandInBucket({
    accessKeys: [
      { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'canary-secret' },
      { accessKeyId: 'AKIAPREFIX', secretAccessKey: 'canary-secret', prefix: 'mine/' },
      { accessKeyId: 'AKIANOKMS', secretAccessKey: 'canary-secret', mayRead: false },
    ],
  }));
  bucket = openBucket(settings);
  const outcome = await bucket.put('a.json', Buffer.from('0123456789'.repeat(50_000)));
  etag = outcome.written ? outcome.etag : '';
});
beforeEach(() => standIn.clearFaults());
afterAll(async () => {
  bucket.close();
  await standIn.stop();
});

const read = async (offset = 0) => collect(await bucket.read('a.json', { etag, offset }));

describe('an answer of the service means', () => {
  test.each<[FailureCode, number, string]>([
    ['source-auth', 403, 'AccessDenied'],
    ['source-auth', 403, 'InvalidAccessKeyId'],
    ['source-auth', 403, 'SignatureDoesNotMatch'],
    ['source-auth', 403, 'RequestTimeTooSkewed'],
    ['source-auth', 400, 'ExpiredToken'],
    ['source-auth', 400, 'InvalidToken'],
    ['source-refused', 301, 'PermanentRedirect'],
    ['source-refused', 400, 'AuthorizationHeaderMalformed'],
    ['source-refused', 400, 'InvalidArgument'],
    ['source-not-found', 404, 'NoSuchBucket'],
    ['source-unavailable', 400, 'RequestTimeout'],
    ['source-unavailable', 409, 'OperationAborted'],
    ['source-unavailable', 500, 'InternalError'],
    ['source-unavailable', 503, 'SlowDown'],
  ])('%s for %i %s, in a listing, a read, a write and a removal', async (code, status, said) => {
    standIn.addFault({ action: { kind: 'answer', status, code: said } });
    for (const work of [
      () => bucket.check(),
      () => read(),
      () => bucket.get('a.json'),
      () => bucket.put('a.json', Buffer.from('x')),
      () => bucket.remove('a.json'),
    ]) {
      const failure = await failureOf(work());
      expect({ code: failure.code, message: failure.message }).toEqual({
        code,
        message: expect.stringContaining(`${status} ${said}`),
      });
      expect(failure.message).toContain('bucket "longshore"');
    }
  });

  test.each<[FailureCode, number, string]>([
    ['file-changed', 412, 'PreconditionFailed'],
    ['file-changed', 404, 'NoSuchKey'],
    ['file-archived', 403, 'InvalidObjectState'],
  ])('%s for %i %s in a read, and names the object', async (code, status, said) => {
    standIn.addFault({ action: { kind: 'answer', status, code: said } });
    expect(await failureOf(read())).toMatchObject({ code, message: expect.stringContaining('object "a.json"') });
  });

  test('how long to wait, where it tells', async () => {
    standIn.addFault({ action: { kind: 'answer', status: 503, code: 'SlowDown', retryAfterSeconds: 7 } });
    expect((await failureOf(bucket.check())).retryAfterMs).toBe(7_000);
  });

  test('that something else answers', async () => {
    standIn.addFault({ action: { kind: 'text', status: 200, text: '<html>canary</html' } });
    expect(await failureOf(bucket.check())).toMatchObject({
      code: 'source-unavailable',
      remedy: expect.stringContaining('endpoint'),
    });
  });
});

test('a single hiccup is taken by the client, and three are told', async () => {
  standIn.addFault({ times: 1, action: { kind: 'answer', status: 503, code: 'SlowDown' } });
  await bucket.check();
  standIn.addFault({ times: 1, action: { kind: 'reset' } });
  expect((await bucket.get('a.json'))?.etag).toBe(etag);
  standIn.addFault({ times: 3, action: { kind: 'reset' } });
  expect(await failureOf(bucket.check())).toMatchObject({ code: 'source-unavailable' });
});

test('a write with a condition is tried once: a second try would find the first one’s object', async () => {
  standIn.addFault({ method: 'PUT', times: 1, action: { kind: 'reset', apply: true } });
  expect(await failureOf(bucket.put('once', Buffer.from('x'), { onlyNew: true }))).toMatchObject({
    code: 'source-unavailable',
  });
  expect(standIn.requests().filter(({ key, method }) => method === 'PUT' && key === 'once')).toHaveLength(1);
  expect(String((await bucket.get('once'))?.content)).toBe('x');
});

test('a body that is cut is told with its byte, and read on from there', async () => {
  standIn.addFault({ method: 'GET', times: 1, action: { kind: 'cut', bytes: 123_456 } });
  const chunks: Uint8Array[] = [];
  const bytes = await bucket.read('a.json', { etag });
  const failure = await failureOf(
    (async () => {
      for await (const chunk of bytes) chunks.push(chunk);
    })(),
  );
  const got = Buffer.concat(chunks);
  expect(failure).toMatchObject({ code: 'source-unavailable', message: expect.stringContaining(`${got.length}`) });
  const rest = await read(got.length);
  expect(Buffer.concat([got, rest]).equals(await read())).toBe(true);
});

test('what arrives damaged is not taken', async () => {
  standIn.addFault({ method: 'GET', action: { kind: 'wrong-checksum' } });
  expect(await failureOf(bucket.get('a.json'))).toMatchObject({ code: 'source-unavailable' });
  expect(await failureOf(read())).toMatchObject({ code: 'source-unavailable' });
});

test('silence ends a call, an abort ends it as an abort', async () => {
  standIn.addFault({ action: { kind: 'delay', ms: 3_000 } });
  expect(await failureOf(bucket.read('a.json', { etag, stallMs: 100 }))).toMatchObject({
    code: 'source-unavailable',
    message: expect.stringContaining('nothing came'),
  });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  await expect(bucket.get('a.json', abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

test('a wrong region is told with the one that was written', async () => {
  const other = openBucket({ ...settings, region: 'eu-central-1' });
  expect(await failureOf(other.check())).toMatchObject({
    code: 'source-refused',
    message: expect.stringContaining('eu-central-1'),
  });
});

test('no service at all is waited for', async () => {
  const other = openBucket({ ...settings, endpoint: 'http://127.0.0.1:1' });
  // The code of the network does not come through here: the errors of Node are none of this test runner's realm.
  expect(await failureOf(other.check())).toMatchObject({ code: 'source-unavailable' });
});

describe('rights', () => {
  const withKey = (accessKeyId: string, prefix?: string) =>
    openBucket({
      ...settings,
      prefix,
      credentials: { type: 'access-key', accessKeyId, secretAccessKey: 'canary-secret' },
    });

  test('under a prefix alone are enough for a connection with it', async () => {
    const mine = withKey('AKIAPREFIX', 'mine/');
    await mine.put('a', Buffer.from('x'));
    await mine.check();
    expect((await mine.get('a'))?.content.length).toBe(1);
    expect(await failureOf(withKey('AKIAPREFIX').check())).toMatchObject({
      code: 'source-auth',
      remedy: expect.stringContaining('s3:ListBucket'),
    });
  });

  test('to decrypt that are missing are thought of', async () => {
    const other = withKey('AKIANOKMS');
    await other.check();
    expect(await failureOf(other.read('a.json', { etag }))).toMatchObject({
      code: 'source-auth',
      remedy: expect.stringContaining('kms:Decrypt'),
    });
  });
});
