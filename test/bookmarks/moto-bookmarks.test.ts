import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { findMoto, type Moto, startMoto } from '../../sandbox/moto';
import { type BookmarkPlace, type BookmarkPlaceConfig, openPlace } from '../../src/bookmarks';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { describeStateStore } from '../contracts/state-store-contract';

const command = findMoto();
const bucket = 'longshore';

if (command === undefined) {
  test.skip('moto: there is none here; set MOTO_SERVER, or pip install "moto[server,s3]>=5.2.5"', () => {});
} else {
  let moto: Moto;
  let config: Extract<BookmarkPlaceConfig, { type: 's3' }>;
  let opened: BookmarkPlace;
  beforeAll(async () => {
    moto = await startMoto(command);
    const { endpoint, region, accessKeyId, secretAccessKey } = moto;
    const credentials = { type: 'access-key', accessKeyId, secretAccessKey } as const;
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
    config = { type: 's3', landingBucket: bucket, dataBucket: bucket, region, endpoint, credentials };
    opened = await openPlace(config);
  });
  afterAll(() => moto?.stop());

  describeBookmarkPlace(
    'moto',
    async () => {
      const sameFromElsewhere = await openPlace({ ...config, forcePathStyle: true });
      return { place: opened, sameFromElsewhere, stop: async () => {} };
    },
    { isAskedOften: true },
  );
  describeStateStore('moto', () => opened);
}
