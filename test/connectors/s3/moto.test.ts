import { inspect } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { findMoto, type Moto, startMoto } from '../../../sandbox/moto';
import { openBucket, type S3Settings } from '../../../src/connectors/s3';
import { openStorage } from '../../../src/storage';
import { describeBucket } from '../../contracts/bucket-contract';
import { describeS3Protocol } from '../../contracts/s3-protocol-contract';
import { describeStorage } from '../../contracts/storage-contract';

const command = findMoto();
const bucketName = 'longshore';

async function startBucket(moto: Moto): Promise<S3Settings> {
  const { endpoint, region, accessKeyId, secretAccessKey } = moto;
  const credentials = { type: 'access-key', accessKeyId, secretAccessKey } as const;
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucketName }));
  client.destroy();
  return { bucket: bucketName, region, endpoint, credentials };
}

if (command === undefined) {
  test.skip('moto: there is none here; set MOTO_SERVER, or pip install "moto[server,s3]>=5.2.5"', () => {});
} else {
  let moto: Moto;
  let settings: S3Settings;
  beforeAll(async () => {
    moto = await startMoto(command);
    settings = await startBucket(moto);
  });
  afterAll(() => moto?.stop());

  // It answers 500 when one key is written by several at once.
  const isAtomic = false;
  describeBucket(
    'moto',
    async () => {
      const { accessKeyId, secretAccessKey, roleArn, endpoint } = moto;
      const role = { accessKeyId, secretAccessKey, roleArn, stsEndpoint: endpoint };
      return {
        settings,
        inRole: { ...settings, credentials: { type: 'access-key', ...role } },
        stop: async () => {},
      };
    },
    { isAtomic },
  );
  describeS3Protocol('moto', async () => ({ settings, stop: async () => {} }));

  test('a role is not taken on with a wrong secret, by way of STS', async () => {
    const { accessKeyId, roleArn, endpoint: stsEndpoint } = moto;
    const wrong = {
      accessKeyId,
      secretAccessKey: 'canary-wrong-secret',
      roleArn,
      externalId: 'longshore-1',
      stsEndpoint,
    };
    const failure = await openBucket({ ...settings, credentials: { type: 'access-key', ...wrong } })
      .check()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'source-auth' });
    expect(inspect(failure, { depth: 9 })).not.toContain('canary');
  });

  describeStorage(
    'moto',
    async () => {
      const storage = openStorage({ type: 's3', ...settings, prefix: 'longshore' });
      const sameFromElsewhere = openStorage({ type: 's3', ...settings, prefix: 'longshore/' });
      return { storage, sameFromElsewhere, stop: async () => {} };
    },
    { isAtomic },
  );
}

test('in CI moto has to be there', () => {
  expect(findMoto({ PATH: '/nowhere' })).toBeUndefined();
  expect(() => findMoto({ PATH: '/nowhere', CI: 'true' })).toThrow('There is no moto');
});
