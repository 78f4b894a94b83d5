import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import { offlineStoresImport } from '../../sandbox/offline-stores';
import type { WorkerContext } from '../../src/activities';
import { Governors } from '../../src/activities/delivery/governors';
import { type ListFilesResult, listFiles } from '../../src/activities/list-files';
import { fingerprint, loadConfig } from '../../src/config';
import type { FilesCursor } from '../../src/contract/files';
import { readFoundFiles } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { nothingYet } from '../activities/import-under-test';
import { silentLogger } from '../activities/silent-logger';
import { type BlobListing, blobName, startBlobListing } from './blob-listing';
import { importName, provingAll } from './run-import';

/** More than one list takes: the rest is found by the next listing of the same run. */
const inOneList = provingAll ? 100_000 : 10_000;
const total = 1.2 * inOneList;
const changedAt = new Date('2026-11-20T06:00:00Z');

let folder: string;
let listing: BlobListing;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-many-'));
  listing = await startBlobListing(total, changedAt);
  await writeFile(
    join(folder, 'longshore.yaml'),
    stringify({
      connections: {
        stores: {
          type: 'azure-blob',
          endpoint: listing.endpoint,
          container: 'stores',
          credentials: { type: 'shared-key', accountKey: 'a2V5' },
        },
        odp: { type: 'odp', apiKey: 'a.key' },
      },
      imports: { [importName]: offlineStoresImport },
    }),
  );
});
afterAll(async () => {
  await listing?.stop();
  await rm(folder, { recursive: true, force: true });
});

function list(files: FilesCursor): Promise<ListFilesResult> {
  const configPath = join(folder, 'longshore.yaml');
  const context: WorkerContext = { configPath, env: {}, taskQueue: 'longshore', governors: new Governors() };
  const request = {
    import: importName,
    fingerprint: fingerprint(loadConfig({ path: configPath, env: {} }), importName),
    files,
  };
  return new MockActivityEnvironment({}, { logger: silentLogger }).run(() => listFiles(context, request, inOneList));
}

async function namesIn({ list: found }: FilesCursor): Promise<string[]> {
  const names: string[] = [];
  if (!found) return names;
  const storage = new DirectoryStorage(join(folder, '.longshore'));
  for await (const file of readFoundFiles(storage, importName, found, { from: 0 })) names.push(file.name);
  return names;
}

test(`${total} files of one second are found in turn, and what goes through the workflow stays small`, async () => {
  const first = await list(nothingYet);
  expect(first).toMatchObject({ more: true, files: { position: 0, list: { total: inOneList } } });
  expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(3_000);
  const names = await namesIn(first.files);
  expect([names[0], names.at(-1)]).toEqual([blobName(0), blobName(inOneList - 1)]);

  // All of them are done: what is left is found, though it is of the same second and the done ones are in no payload.
  const done = { ...first.files, position: inOneList, lastFileTimestamp: changedAt.getTime() };
  const second = await list(done);
  expect(second).toMatchObject({ more: false, files: { list: { total: total - inOneList } } });
  expect(Buffer.byteLength(JSON.stringify(second))).toBeLessThan(3_000);
  expect((await namesIn(second.files))[0]).toBe(blobName(inOneList));

  const third = await list({ ...second.files, position: total - inOneList });
  expect(third.files.list).toBeUndefined();
  expect(third.notes).toMatchObject([{ text: 'Found no new files matching **/*.json' }]);
}, 120_000);
