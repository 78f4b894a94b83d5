import { describeBucket } from '../../contracts/bucket-contract';
import { startStandInBucket } from './stand-in-bucket';

const reader = 'arn:aws:iam::123456789012:role/reader';
const ended = 'arn:aws:iam::123456789012:role/ended';
const key = { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'standin-secret-canary-e01f' };
const bound = { accessKeyId: 'AKIABOUND', secretAccessKey: 'standin-secret-canary-77b0' };

describeBucket('The stand-in of S3', async () => {
  const { standIn, settings } = await startStandInBucket({
    accessKeys: [key, { ...bound, prefix: 'bound/' }],
    roles: [{ arn: reader }, { arn: ended, lifeMs: 0 }],
  });
  const by = (credentials: object) => ({
    ...settings,
    credentials: { type: 'access-key' as const, ...key, ...credentials },
  });
  return {
    settings,
    inRole: by({ roleArn: reader, stsEndpoint: standIn.endpoint }),
    inEndedRole: by({ roleArn: ended, stsEndpoint: standIn.endpoint }),
    bound: by(bound),
    stop: standIn.stop,
  };
});
