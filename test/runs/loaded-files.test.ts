import { runText } from '../../src/cli/runs';
import { withLoadedFiles } from '../../src/runs/loaded-files';
import { runJson } from '../../src/runs/run-view';
import { writeFeedReport } from '../../src/storage';
import { runOf } from '../cli/run-of';
import { type ScratchStorage, scratchStorage } from '../storage/scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const counts = { read: 2, errors: 1, rejected: 0, inserted: 1, updated: 0 };
const feeds = { 'Shop:Decisions': counts, 'Shop:Conversions': counts };
const run = runOf({ import: 'shop', runId: 'run-1', feeds });

async function report(feed: 0 | 1, { pass = 0, count = 1 }: { pass?: number; count?: number } = {}): Promise<void> {
  const loadId = pass === 0 ? run.runId : `${run.runId}-${pass}`;
  const files = Array.from({ length: count }, (_, index) => ({ file: `${pass}-${index}.csv`, read: 2, errors: 1 }));
  const name = Object.keys(feeds)[feed] ?? '';
  await writeFeedReport(
    scratch.storage,
    { import: 'shop', runId: run.runId, feed, loadId },
    {
      ...{ feed: name, counts, files, drift: [], loadedAt: pass },
    },
  );
}

test('all loads of a feed are told, in their order, and a repeat of one stands there once', async () => {
  for (const pass of [3, 0, 2, 1, 0]) await report(0, { pass });
  const { loadedFiles } = await withLoadedFiles(scratch, run);
  expect(loadedFiles?.['Shop:Decisions']?.files.map(({ file }) => file)).toEqual([
    ...['0-0.csv', '1-0.csv', '2-0.csv', '3-0.csv'],
  ]);
});

test('the files of each feed stand under it; of many the first and how many more', async () => {
  await report(1, { count: 22 });
  await report(0);
  const shown = await withLoadedFiles(scratch, run);
  const lines = runText(shown).split('\n');
  const at = lines.findIndex((line) => line.startsWith('Feed'));
  expect(lines.slice(at, at + 4)).toEqual([
    'Feed         Shop:Decisions: 2 read: 1 inserted, 0 updated, 0 rejected, 1 errors',
    '               0-0.csv: 2 read, 1 errors',
    'Feed         Shop:Conversions: 2 read: 1 inserted, 0 updated, 0 rejected, 1 errors',
    '               0-0.csv: 2 read, 1 errors',
  ]);
  expect(lines.slice(at + 22, at + 24)).toEqual([
    ...['               0-19.csv: 2 read, 1 errors', '               and 2 more files'],
  ]);
  expect(runJson(shown)).toMatchObject({
    feeds,
    loadedFiles: { 'Shop:Decisions': { more: 0 }, 'Shop:Conversions': { more: 2 } },
  });
});

test('a run that is none of a courier has no such files', async () => {
  expect(await withLoadedFiles(scratch, runOf())).toEqual(runOf());
});
