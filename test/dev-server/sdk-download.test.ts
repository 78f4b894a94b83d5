import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findTemporal } from '../../src/dev-server';
import { downloadWithSdk } from '../../src/dev-server/sdk-download';
import { temporalCommand, timeSkippingServer } from '../../src/dev-server/server-binaries';
import { fakeEnvironment } from './fake-machine';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();

test.each([temporalCommand, timeSkippingServer])('without a network $command is told as such', async (binary) => {
  const env = fakeEnvironment(folder(), []);
  expect(await downloadWithSdk({ binary, folder: folder(), env })).toEqual({ problem: 'no network' });
});

test('what the SDK leaves under the name of the pinned version is what it downloaded', async () => {
  // The SDK takes a file of this name for its own of before; so all but the transfer itself happens.
  const { path } = await findTemporal({ env: process.env });
  await mkdir(join(folder(), 'into'));
  await copyFile(path, join(folder(), 'into', 'temporal-v1.9.1'));
  const seen: number[] = [];
  const outcome = await downloadWithSdk({
    binary: temporalCommand,
    folder: join(folder(), 'into'),
    env: fakeEnvironment(folder(), []),
    onProgress: ({ bytes }) => seen.push(bytes),
  });
  expect(outcome).toEqual({ path: join(folder(), 'into', 'temporal-v1.9.1') });
  expect(seen.length).toBeGreaterThan(0);
});
