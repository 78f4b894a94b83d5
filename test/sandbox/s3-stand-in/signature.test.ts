import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3StandIn, type S3StandInOptions, startS3StandIn } from '../../../sandbox/s3-stand-in';

const key = { accessKeyId: 'AKIA1', secretAccessKey: 's1' };
let standIn: S3StandIn | undefined;
afterEach(() => standIn?.stop());

async function start(options: S3StandInOptions, client: { sessionToken?: string; systemClockOffset?: number } = {}) {
  standIn = await startS3StandIn(options);
  const { sessionToken, systemClockOffset = 0 } = client;
  return new S3Client({
    endpoint: standIn.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { ...key, ...(sessionToken === undefined ? {} : { sessionToken }) },
    systemClockOffset,
  });
}
const list = new ListObjectsV2Command({ Bucket: 'longshore' });

test('a request without a signature, or whose path was changed after it was signed, is refused', async () => {
  const client = await start({ accessKeys: [key] });
  expect((await fetch(`${standIn?.endpoint}/longshore?list-type=2`)).status).toBe(403);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { path: '/longshore/other' });
      return next(args);
    },
    { step: 'deserialize' },
  );
  await expect(client.send(new GetObjectCommand({ Bucket: 'longshore', Key: 'a' }))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
});

test('a content that was changed after it was signed is refused', async () => {
  const client = await start({ accessKeys: [key] });
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: Buffer.from('other') });
      return next(args);
    },
    { step: 'deserialize' },
  );
  const put = new PutObjectCommand({ Bucket: 'longshore', Key: 'a', Body: 'fives' });
  await expect(client.send(put)).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
  expect(standIn?.objects()).toEqual([]);
});

test('a clock that is 20 minutes off is refused', async () => {
  const client = await start({ accessKeys: [key] }, { systemClockOffset: 20 * 60_000 });
  await expect(client.send(list)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
});

test('a temporary key wants its token, and ends', async () => {
  const temporary = { ...key, sessionToken: 't', expiresAt: Date.now() + 60_000 };
  await (await start({ accessKeys: [temporary] }, { sessionToken: 't' })).send(list);
  await standIn?.stop();
  const without = await start({ accessKeys: [temporary] });
  await expect(without.send(list)).rejects.toMatchObject({ name: 'InvalidToken' });
  await standIn?.stop();
  const late = await start({ accessKeys: [{ ...temporary, expiresAt: Date.now() - 1 }] }, { sessionToken: 't' });
  await expect(late.send(list)).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('a stream with its checksum behind it is stored without its framing', async () => {
  const client = await start({ accessKeys: [key] });
  const content = Buffer.alloc(300_000, 'longshore ');
  const body = Readable.from([content.subarray(0, 70_000), content.subarray(70_000)]);
  await client.send(new PutObjectCommand({ Bucket: 'longshore', Key: 'a', Body: body, ContentLength: content.length }));
  expect(standIn?.objects()[0]?.content.equals(content)).toBe(true);
});

test('a delimiter makes folders, over pages of any size, and a last page may be empty', async () => {
  const client = await start({ accessKeys: [key], emptyLastPage: true });
  for (const name of ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd']) standIn?.putObject(name, 'x');
  const seen: (string | undefined)[] = [];
  let sizes = '';
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: 'longshore', Delimiter: '/', MaxKeys: 2, ContinuationToken: token }),
    );
    seen.push(
      ...[...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), ...(page.Contents ?? []).map((o) => o.Key)],
    );
    sizes += page.KeyCount;
    token = page.NextContinuationToken;
  }
  expect(seen.toSorted()).toEqual(['a/', 'b', 'c/', 'd']);
  expect(sizes).toBe('220');
});
