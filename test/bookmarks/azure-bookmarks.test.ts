import { type BookmarkPlace, type BookmarkPlaceConfig, openPlace } from '../../src/bookmarks';
import { type AzuriteContainers, startAzuriteContainers } from '../connectors/azure-blob/azurite-containers';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';
import { writeOf } from '../contracts/bookmark-write';
import { describeStateStore } from '../contracts/state-store-contract';
import { address, fileName } from './files-of-others';

let containers: AzuriteContainers;
let config: Extract<BookmarkPlaceConfig, { type: 'azure-blob' }>;
let opened: BookmarkPlace;
beforeAll(async () => {
  containers = await startAzuriteContainers();
  config = { type: 'azure-blob', ...(await containers.fresh()).settings };
  opened = await openPlace(config);
});
afterAll(() => containers?.azurite.stop());

describeBookmarkPlace(
  'A container',
  async () => {
    const place = await openPlace({ ...config, prefix: 'jobs' });
    // Another configuration opens another client, as another worker would.
    const sameFromElsewhere = await openPlace({ ...config, prefix: 'jobs/' });
    return { place, sameFromElsewhere, stop: async () => {} };
  },
  { isAskedOften: true },
);
describeStateStore('a container', () => opened);

test('files of others are read there as well, and ours hold the elements and nothing else', async () => {
  const { client, settings } = await containers.fresh();
  const place = await openPlace({ type: 'azure-blob', ...settings });
  const save = async (name: string, text: string) => {
    await client.getBlockBlobClient(name).upload(text, text.length);
  };
  await save(fileName(1_780_000_000, 'export', 'completed'), '{"a": 1}');
  expect(await place.read(address('export'))).toMatchObject({ version: 1, status: 'completed', value: { a: 1 } });
  const { updatedAt = 0 } = await place.write(address('export'), writeOf({ a: 2 }, { expectedVersion: 1 }));
  const second = Math.max(Math.floor(updatedAt / 1000), 1_780_000_001);
  const ours = fileName(second, 'export', 'running', { username: 'ada', fileType: 'others' });
  expect(String(await client.getBlobClient(ours).downloadToBuffer())).toBe('{"a":2}');
  // Over ours, in its second.
  await save(ours, '{"a": 3}');
  expect(await place.read(address('export'))).toMatchObject({ version: 3, value: { a: 3 }, writer: 'ada' });
});

test('no container, or a wrong key, is an error with its remedy and no empty state', async () => {
  const missing = await openPlace({ ...config, container: 'no-such-container' });
  const accountKey = Buffer.from('canary-key').toString('base64');
  const wrong = await openPlace({ ...config, credentials: { type: 'shared-key', accountKey } });
  for (const [place, code, remedy] of [
    [missing, 'storage-refused', 'container'],
    [wrong, 'storage-auth', 'Storage Blob Data Contributor'],
  ] as const) {
    for (const work of [place.read(address('export')), place.write(address('export'), writeOf(1))]) {
      await expect(work).rejects.toMatchObject({
        ...{ code, remedy: expect.stringContaining(remedy) },
        message: expect.not.stringContaining(accountKey),
      });
    }
  }
});
