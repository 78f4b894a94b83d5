import { findReject, listRejects, rejectsText } from '../../src/cli/rejects';
import { type Reject, writeRejects } from '../../src/storage';
import { type ScratchStorage, scratchStorage } from '../storage/scratch-storage';

let scratch: ScratchStorage;
beforeAll(async () => {
  scratch = await scratchStorage();
  for (const written of [inA, inB, inOther]) await writeRejects(scratch.storage, written);
});
afterAll(() => scratch.stop());

const rejectOf = (index: number, more: Partial<Reject> = {}): Reject => ({
  import: 'stores',
  runId: 'run-one',
  file: 'a.json',
  version: 'v1',
  index,
  offset: index * 10,
  end: index * 10 + 9,
  stage: 'map',
  code: 'missing-key',
  message: 'The key id is missing.',
  record: '{}',
  at: 1_700_000_000_000,
  ...more,
});
const inA = [rejectOf(0), rejectOf(1, { code: 'wrong-type' }), rejectOf(2)];
const inB = [rejectOf(0, { file: 'b.json', runId: 'run-two' })];
const inOther = [rejectOf(5, { import: 'other' })];

const placesOf = (rejects: readonly Reject[]) => rejects.map(({ file, index }) => `${file}#${index}`).sort();

describe('the list', () => {
  test('holds all of the import and of no other, and how many there are of each code', async () => {
    const { rejects, totals } = await listRejects(scratch.storage, 'stores', { limit: 50 });
    expect(placesOf(rejects)).toEqual(['a.json#0', 'a.json#1', 'a.json#2', 'b.json#0']);
    expect(totals).toEqual({ 'missing-key': 3, 'wrong-type': 1 });
  });

  test.each([
    ['a file', { file: 'a.json' }, ['a.json#0', 'a.json#1', 'a.json#2']],
    ['a run, by the beginning of its id', { run: 'run-tw' }, ['b.json#0']],
    ['a code', { code: 'wrong-type' }, ['a.json#1']],
    ['several at once', { file: 'a.json', code: 'missing-key' }, ['a.json#0', 'a.json#2']],
    ['what is not there', { file: 'c.json' }, []],
  ])('can be narrowed to %s', async (_what, filter, places) => {
    const { rejects } = await listRejects(scratch.storage, 'stores', { ...filter, limit: 50 });
    expect(placesOf(rejects)).toEqual(places);
  });

  test('is cut at its limit, and its totals are not', async () => {
    const { rejects, totals } = await listRejects(scratch.storage, 'stores', { limit: 1 });
    expect(rejects.length).toBe(1);
    expect(totals).toEqual({ 'missing-key': 3, 'wrong-type': 1 });
  });
});

describe('one reject', () => {
  test('is found by its file and its place', async () => {
    expect(await findReject(scratch.storage, 'stores', 'a.json', 1)).toEqual(inA[1]);
  });

  test('of a file that was replaced is the newest', async () => {
    const newer = rejectOf(2, { version: 'v2', at: 1_700_000_009_000, message: 'Of the new version.' });
    await writeRejects(scratch.storage, [newer]);
    expect(await findReject(scratch.storage, 'stores', 'a.json', 2)).toEqual(newer);
  });

  test('that is not there is wrong usage, and the remedy shows what is', async () => {
    await expect(findReject(scratch.storage, 'stores', 'a.json', 99)).rejects.toMatchObject({
      code: 'usage-invalid',
      message: 'stores has no reject at record 99 of a.json',
      remedy: '`longshore rejects list stores` shows them.',
    });
  });
});

describe('the text', () => {
  test('has a row a reject, and the totals below', () => {
    const lines = rejectsText(inA, { 'missing-key': 2, 'wrong-type': 1 }, false).split('\n');
    const rows = lines.filter((line) => line.includes('a.json')).map((line) => line.replace(/\s+/g, ' '));
    expect(rows).toEqual([
      '│ a.json │ 0 │ 0 │ map │ missing-key │ The key id is missing. │',
      '│ a.json │ 1 │ 10 │ map │ wrong-type │ The key id is missing. │',
      '│ a.json │ 2 │ 20 │ map │ missing-key │ The key id is missing. │',
    ]);
    expect(lines.slice(-2)).toEqual(['2 missing-key, 1 wrong-type', '']);
  });

  test('of a shop names the record, and which part of it where it is not the whole', () => {
    const rejects = [rejectOf(0, { file: 'orders/o-1' }), rejectOf(3, { file: 'orders/o-2' })];
    const rows = rejectsText(rejects, {}, true).replaceAll(/ +/g, ' ');
    expect(rows).toContain('│ Record │ Part │ Stage │ Code │ Message │');
    expect(rows).toContain('│ orders/o-1 │ │ map │');
    expect(rows).toContain('│ orders/o-2 │ 3 │ map │');
  });

  test('shows no record: it may hold what is for few eyes', () => {
    expect(rejectsText([rejectOf(0, { record: '{"name":"Ada"}', key: 'Ada' })], {}, false)).not.toContain('Ada');
  });

  test('says in words that there are none', () => {
    expect(rejectsText([], {}, false)).toBe('No rejects.\n');
  });
});
