import { startStandInBucket } from '../../connectors/s3/stand-in-bucket';
import { describeS3Protocol } from '../../contracts/s3-protocol-contract';

describeS3Protocol('The stand-in', async () => {
  const { standIn, settings } = await startStandInBucket();
  return { settings, stop: standIn.stop };
});

describe('what may happen beside a reader', () => {
  test('a marker comes after so many listings, an object is replaced between a listing and a read', async () => {
    const { standIn, settings } = await startStandInBucket();
    const { openBucket } = await import('../../../src/connectors/s3/index.js');
    const bucket = openBucket(settings);
    const names = async () => {
      for await (const page of bucket.listPages()) return page.map(({ name }) => name);
      return [];
    };
    standIn.putObject('a', '1');
    standIn.addFault({ method: 'LIST', after: 2, times: 1, action: { kind: 'put', key: '_SUCCESS', content: '' } });
    expect([await names(), await names(), await names(), await names()]).toEqual([
      ['a'],
      ['a'],
      ['a'],
      ['_SUCCESS', 'a'],
    ]);
    standIn.addFault({ method: 'LIST', times: 1, action: { kind: 'put', key: 'a', content: '2' } });
    for await (const [, object] of bucket.listPages()) {
      await expect(bucket.read('a', { etag: object?.etag ?? '' })).rejects.toMatchObject({ code: 'file-changed' });
    }
    standIn.putObjectLater('b', '', 30);
    expect(await names()).not.toContain('b');
    const limit = Date.now() + 5_000;
    while (!(await names()).includes('b') && Date.now() < limit);
    expect(await names()).toContain('b');
    bucket.close();
    await standIn.stop();
  });

  test('a key that is bound to a prefix asks nothing of the bucket, and the journal has what it asked', async () => {
    const bound = { accessKeyId: 'AKIABOUND', secretAccessKey: 's', prefix: 'mine/' };
    const { standIn, settings } = await startStandInBucket({ accessKeys: [bound] });
    const { GetBucketLocationCommand, ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3');
    const client = new S3Client({ ...settings, forcePathStyle: true, credentials: bound, maxAttempts: 1 });
    const of = { Bucket: settings.bucket };
    await client.send(new ListObjectsV2Command({ ...of, Prefix: 'mine/' }));
    const denied = { name: 'AccessDenied' };
    await expect(client.send(new ListObjectsV2Command({ ...of, Prefix: 'min' }))).rejects.toMatchObject(denied);
    await expect(client.send(new ListObjectsV2Command(of))).rejects.toMatchObject(denied);
    await expect(client.send(new GetBucketLocationCommand(of))).rejects.toMatchObject(denied);
    expect(standIn.requests()).toEqual([
      { method: 'LIST', bucket: 'longshore', key: 'mine/', status: 200 },
      { method: 'LIST', bucket: 'longshore', key: 'min', status: 403 },
      { method: 'LIST', bucket: 'longshore', key: '', status: 403 },
      { method: 'LOCATION', bucket: 'longshore', key: '', status: 403 },
    ]);
    client.destroy();
    await standIn.stop();
  });
});
