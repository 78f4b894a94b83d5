import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3UnderTest } from './bucket-contract';

/** What the client of S3 may ask of a service that speaks S3, whether the connector asks it or not. */
export function describeS3Protocol(name: string, start: () => Promise<S3UnderTest>): void {
  describe(`${name} speaks S3`, () => {
    let service: S3UnderTest;
    let client: S3Client;
    const Bucket = 'protocol';
    const folder = mkdtempSync(join(tmpdir(), 'longshore-s3-'));
    beforeAll(async () => {
      service = await start();
      const { region, endpoint, credentials } = service.settings;
      if (credentials.type !== 'access-key') throw new Error('no access key');
      client = new S3Client({ region, endpoint, forcePathStyle: true, credentials, maxAttempts: 1 });
      await client.send(new CreateBucketCommand({ Bucket }));
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      client?.destroy();
      await service?.stop();
    });
    const put = (Key: string, Body: string | Buffer, more: object = {}) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
    const get = async (Key: string, more: object = {}) => {
      const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
      return { ...answer, text: (await answer.Body?.transformToString('latin1')) ?? '' };
    };

    test('the checksum of what is put comes back', async () => {
      expect((await put('sum', Buffer.from('123456789'))).ChecksumCRC32).toBe('y/Q5Jg==');
      expect((await get('sum', { ChecksumMode: 'ENABLED' })).ChecksumCRC32).toBe('y/Q5Jg==');
    });

    test('a stream of a file is stored as it is', async () => {
      const content = randomBytes(1_500_000);
      const path = join(folder, 'file');
      writeFileSync(path, content);
      const Body = createReadStream(path);
      await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: content.length }));
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'stream' }));
      expect([head.ContentLength, head.ContentEncoding ?? '']).toEqual([
        content.length,
        expect.not.stringContaining('chunked'),
      ]);
      expect(Buffer.from((await get('stream')).text, 'latin1').equals(content)).toBe(true);
    });

    test('a range, a wrong version and what is not there', async () => {
      await put('hello', 'hello');
      const part = await get('hello', { Range: 'bytes=2-4' });
      expect([part.text, part.ContentRange]).toEqual(['llo', 'bytes 2-4/5']);
      await expect(get('hello', { IfMatch: '"other"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
      await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
      const head = client.send(new HeadObjectCommand({ Bucket, Key: 'none' }));
      await expect(head).rejects.toMatchObject({ name: 'NotFound' });
    });

    test('an object of several parts', async () => {
      const parts = [randomBytes(5 * 1024 * 1024), randomBytes(100)];
      const of = { Bucket, Key: 'parts' };
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(of));
      const done = [];
      for (const [index, Body] of parts.entries()) {
        const at = { ...of, UploadId, PartNumber: index + 1 };
        done.push({ PartNumber: index + 1, ETag: (await client.send(new UploadPartCommand({ ...at, Body }))).ETag });
      }
      await client.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts: done } }));
      const whole = await get('parts');
      expect(Buffer.from(whole.text, 'latin1').equals(Buffer.concat(parts))).toBe(true);
      expect(whole.ETag).toMatch(/-2"$/);
    });

    test('folders, by a delimiter', async () => {
      for (const key of ['d/a/1', 'd/a/2', 'd/b&c/1', 'd/_SUCCESS']) await put(key, Buffer.alloc(0));
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'd/', Delimiter: '/' }));
      expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['d/a/', 'd/b&c/']);
      expect(page.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['d/_SUCCESS', 0]]);
      const none = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'none/' }));
      expect([none.Contents, none.CommonPrefixes]).toEqual([undefined, undefined]);
    });

    test('that an object is encrypted with a key is told by whatever reads it', async () => {
      await put('sealed', 'x', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-1' });
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'sealed' }));
      expect([head.ServerSideEncryption, head.SSEKMSKeyId]).toEqual(['aws:kms', expect.stringContaining('key-1')]);
      expect((await get('sealed')).text).toBe('x');
    });

    test('a copy, and many that are removed', async () => {
      await put('from & to', 'copied');
      await client.send(
        new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent('from & to')}` }),
      );
      expect((await get('copy')).text).toBe('copied');
      const Objects = [{ Key: 'copy' }, { Key: 'from & to' }, { Key: 'never there' }];
      const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      expect(Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
      await expect(get('copy')).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    test('where the bucket is', async () => {
      const answer = await client.send(new GetBucketLocationCommand({ Bucket }));
      expect(answer.LocationConstraint ?? 'us-east-1').toBe(service.settings.region);
    });

    // The last, for it stays so.
    test('earlier versions are kept where they are to be', async () => {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const first = await put('kept', '1');
      const second = await put('kept', '2');
      expect(first.VersionId).toBeDefined();
      expect(second.VersionId).not.toBe(first.VersionId);
      expect((await get('kept')).text).toBe('2');
      expect((await get('kept', { VersionId: first.VersionId })).text).toBe('1');
    });
  });
}
