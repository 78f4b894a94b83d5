import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failingJobs, openStorage } from '../../src/storage';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-failing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('failures of a job are counted until it completes, those of a repeat once', async () => {
  const failing = failingJobs(openStorage({ type: 'directory', path: folder }));
  const job = 'import/a b:c';
  expect(await failing.failuresOf(job)).toBe(0);
  await failing.failed(job, 'r-1');
  await failing.failed(job, 'r-1');
  await failing.failed(job, 'r-2');
  await failing.failed('import/other', 'r-3');
  expect(await failing.failuresOf(job)).toBe(2);
  await failing.completed(job);
  await failing.completed(job);
  expect(await failing.failuresOf(job)).toBe(0);
  expect(await failing.failuresOf('import/other')).toBe(1);
});
