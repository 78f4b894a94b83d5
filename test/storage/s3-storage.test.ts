import type { S3StandIn } from '../../sandbox/s3-stand-in';
import { openStorage } from '../../src/storage';
import { ObjectStorage } from '../../src/storage/object-storage';
import { settingsOf, startStandInBucket } from '../connectors/s3/stand-in-bucket';
import { describeStorage } from '../contracts/storage-contract';

describeStorage('The stand-in of S3', async () => {
  const { standIn, settings } = await startStandInBucket();
  const storage = openStorage({ type: 's3', ...settings, prefix: 'longshore' });
  // Another configuration opens another client, as another worker would.
  const sameFromElsewhere = openStorage({ type: 's3', ...settings, prefix: 'longshore/' });
  return { storage, sameFromElsewhere, stop: standIn.stop };
});

describe('S3', () => {
  let standIn: S3StandIn;
  beforeEach(async () => {
    ({ standIn } = await startStandInBucket());
  });
  afterEach(() => standIn.stop());

  test('lies under its prefix alone, and no listing looks elsewhere', async () => {
    standIn.putObject('longshore-of-others/a', 'x');
    const storage = openStorage({ type: 's3', ...settingsOf(standIn), prefix: '/longshore/' });
    await storage.put('runs/a.json', 'x');
    expect(standIn.objects().map(({ key }) => key)).toEqual(['longshore-of-others/a', 'longshore/runs/a.json']);
    for await (const { key } of storage.list('')) expect(key).toBe('runs/a.json');
    const listings = standIn.requests().filter(({ method }) => method === 'LIST');
    expect(listings.map(({ key }) => key)).toEqual(['longshore/']);
    expect(storage.description).toBe('bucket longshore/longshore/');
  });

  test('is opened once for all steps of a worker', () => {
    const config = { type: 's3', ...settingsOf(standIn) } as const;
    expect(openStorage(config)).toBe(openStorage({ ...config }));
    expect(openStorage(config)).toBeInstanceOf(ObjectStorage);
    expect(openStorage({ ...config, prefix: 'other' })).not.toBe(openStorage(config));
  });

  test.each([
    ['storage-auth', 403, 'AccessDenied', false],
    ['storage-refused', 404, 'NoSuchBucket', false],
    ['storage-unavailable', 503, 'SlowDown', true],
  ])('%s for %i %s: what was done, where, and no secret', async (code, status, said, retryable) => {
    const storage = openStorage({ type: 's3', ...settingsOf(standIn) });
    standIn.addFault({ action: { kind: 'answer', status, code: said } });
    const failing = { code, retryable, message: expect.stringMatching(/^Storage: .*bucket "longshore"/) };
    for (const work of [
      () => storage.put('a', 'x'),
      () => storage.get('a'),
      () => storage.list('').next(),
      () => storage.remove('a'),
    ]) {
      const error = await work().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(failing);
      expect(String(error)).not.toContain(standIn.accessKey.secretAccessKey);
    }
  });
});
