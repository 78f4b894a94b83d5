import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporalOfFile } from '../../src/config';
import { configFile } from './config-file';

const { folder } = configFile();

test('where Temporal is may stand in the .env beside the file; the environment wins, also with nothing', () => {
  const environment = { TEMPORAL_NAMESPACE: 'mine', TEMPORAL_PROFILE: '', PATH: '/bin' };
  expect(withTemporalOfFile(folder(), environment)).toEqual(environment);
  writeFileSync(
    join(folder(), '.env'),
    'TEMPORAL_ADDRESS=here:1\nTEMPORAL_NAMESPACE=other\nTEMPORAL_PROFILE=cloud\nODP_API_KEY=canary\nPATH=/other\n',
  );
  expect(withTemporalOfFile(folder(), environment)).toEqual({ ...environment, TEMPORAL_ADDRESS: 'here:1' });
});
