import { describeBucket } from '../../contracts/bucket-contract';
import { startStandInBucket } from './stand-in-bucket';

describeBucket('The stand-in of S3', async () => {
  const { standIn, settings } = await startStandInBucket();
  return { settings, stop: standIn.stop };
});
