import fc from 'fast-check';
import type { Refusal } from '../../src/activities/delivery/batch';
import { type FileReplay, replayFile } from '../../src/activities/replay-file';
import { addCounts, isBalanced, noCounts } from '../../src/contract/counts';
import { LongshoreError } from '../../src/contract/failure';
import { compileOdpMapping } from '../../src/mappings';
import type { Reject, ReplayRow } from '../../src/storage';
import { governed } from './delivery/governor-under-test';
import { StrictDestination } from './delivery/strict-destination';
import { attempt, isBad, nothingTold, plainImport } from './file-under-test';
import { fileOf, memoryContainer } from './memory-container';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const never = new AbortController().signal;

const rejectOf = ({ index, start, end, stage, code, message, record }: Refusal): Reject => ({
  ...{ import: 'stores', runId: 'run-1', file: 'stores.json', version: 'v', at: 1 },
  ...{ index, offset: start, end, stage, code, message, record: JSON.stringify(record) },
});

/** A file after its import, and what became of its records. */
async function imported(records: readonly object[]) {
  const content = Buffer.from(JSON.stringify(records));
  const file = fileOf(content);
  const told = nothingTold();
  const destination = new StrictDestination({ isGuilty: isBad });
  expect(await attempt(file, content, { destination, told })).toMatchObject({ kind: 'finished' });
  const rejects = [...told.refusals.values()].sort((a, b) => a.index - b.index).map(rejectOf);
  return { file, content, rejects, stored: destination.stored };
}

function replayOf(content: Buffer, destination: StrictDestination, more: Partial<FileReplay>): FileReplay {
  return {
    settings: plainImport,
    container: memoryContainer(content),
    map: compileOdpMapping({ ...plainImport, types: {} }),
    send: destination.send,
    ...governed(),
    rejected: new Set(),
    overwriteNewer: false,
    dryRun: false,
    signal: never,
    abandoned: never,
    reading: () => undefined,
    ...more,
  };
}

const oneRecord = fc.record(
  {
    id: fc.integer({ min: 0, max: 6 }).map((number) => `k${number}`),
    p: fc.integer({ min: 0, max: 9 }),
    bad: fc.constantFrom(true, false, false),
  },
  { requiredKeys: ['id'] },
);

test('what is sent again is exactly what no later record has overtaken, in the order of the file', async () => {
  const property = fc.asyncProperty(
    fc.array(oneRecord, { minLength: 1, maxLength: 40 }),
    fc.infiniteStream(fc.boolean()),
    fc.infiniteStream(fc.constantFrom('none' as const, 'none' as const, 'refused' as const)),
    fc.boolean(),
    async (records, chosen, troubles, overwriteNewer) => {
      const { file, content, rejects, stored } = await imported(records);
      let troublesLeft = 5;
      const destination = new StrictDestination(
        {
          trouble: () => {
            if (troubles.next().value !== 'refused' || troublesLeft === 0) return 'none';
            troublesLeft -= 1;
            return new LongshoreError('destination-auth', 'The key was refused');
          },
        },
        stored,
      );
      const meant = rejects.filter(() => chosen.next().value);
      const rejected = new Set(rejects.map(({ index }) => index));
      const expected = new Map(stored);
      const left: number[] = [];
      for (const { index } of meant) {
        const record = records[index];
        const isOvertaken = records.some((later, at) => at > index && !rejected.has(at) && later.id === record?.id);
        if (isOvertaken && !overwriteNewer) left.push(index);
        else if (record) expected.set(record.id, { ...expected.get(record.id), ...record });
      }

      const rows: ReplayRow[] = [];
      let counts = noCounts;
      let leftOut = 0;
      for (let rest = meant; rest.length > 0; ) {
        const replayed = await replayFile(file, rest, replayOf(content, destination, { rejected, overwriteNewer }));
        const { part, whole, failure } = replayed;
        rows.push(...(part?.rows ?? []));
        counts = addCounts(counts, part?.counts ?? noCounts);
        leftOut += part?.leftOut ?? 0;
        expect(whole || failure !== undefined).toBe(true);
        const { last = -1 } = part ?? {};
        rest = rest.filter(({ index }) => index > last);
        expect(rest.length === 0).toBe(whole);
      }
      expect(destination.stored).toEqual(expected);
      expect(rows.map(({ index }) => index)).toEqual(meant.map(({ index }) => index));
      expect(rows.filter(({ outcome }) => outcome === 'newer').map(({ index }) => index)).toEqual(left);
      expect(leftOut).toBe(left.length);
      expect(counts.read).toBe(meant.length);
      expect(isBalanced(counts)).toBe(true);
    },
  );
  await fc.assert(property, { numRuns: 300, ...fromSeed });
});

describe('one file', () => {
  const records = [
    { id: 'a', p: 1, bad: true },
    { id: 'b', p: 2, bad: true },
    { id: 'c', p: 3 },
  ];

  test('a dry run sends nothing and says what would be', async () => {
    const { file, content, rejects } = await imported(records);
    const destination = new StrictDestination();
    const map: FileReplay['map'] = (value) =>
      value.id === 'b'
        ? { problem: { code: 'mapping-failed', message: 'It failed' } }
        : { key: String(value.id), object: {} };
    const { part } = await replayFile(file, rejects, replayOf(content, destination, { dryRun: true, map }));
    expect(destination.requests).toBe(0);
    expect(part).toMatchObject({ counts: { read: 2, delivered: 0, rejected: 1, skipped: 1 }, leftOut: 0, last: 1 });
    expect(part?.rows).toEqual([
      { file: 'stores.json', index: 0, rejects: 1, outcome: 'would-be-sent', key: 'a' },
      {
        file: 'stores.json',
        index: 1,
        rejects: 1,
        outcome: 'rejected',
        stage: 'map',
        code: 'mapping-failed',
        message: 'It failed',
      },
    ]);
  });

  test('a record that the mapping leaves out now is settled', async () => {
    const { file, content, rejects } = await imported(records);
    const run = replayOf(content, new StrictDestination(), { map: () => ({ skipped: true }) });
    const { part, whole } = await replayFile(file, rejects, run);
    expect(whole).toBe(true);
    expect(part?.counts).toMatchObject({ read: 2, delivered: 0, skipped: 2 });
    expect(part?.rows.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped']);
  });

  test('of a version that is gone nothing is sent', async () => {
    const { file, content, rejects } = await imported(records);
    const destination = new StrictDestination();
    const gone = { ...file, etag: 'another' };
    const { part, whole } = await replayFile(gone, rejects, replayOf(content, destination, {}));
    expect({ whole, requests: destination.requests }).toEqual({ whole: true, requests: 0 });
    expect(part).toMatchObject({ counts: { read: 2, skipped: 2 }, leftOut: 2 });
    expect(part?.rows.map(({ outcome }) => outcome)).toEqual(['gone', 'gone']);
  });

  test('a record that does not lie where it lay is not taken for it', async () => {
    const { file, content, rejects } = await imported(records);
    const destination = new StrictDestination();
    const moved = rejects.map((reject) => ({ ...reject, offset: reject.offset + 1 }));
    const beyond = [...moved, { ...moved[0], index: 9 } as Reject];
    const { part } = await replayFile(file, beyond, replayOf(content, destination, {}));
    expect(destination.requests).toBe(0);
    expect(part?.rows.map(({ outcome, index }) => [outcome, index])).toEqual([
      ['unreadable', 0],
      ['unreadable', 1],
      ['unreadable', 9],
    ]);
  });

  test('a file that breaks off delivers the rejects before that', async () => {
    const { file, content, rejects } = await imported(records);
    const cut = content.subarray(0, content.length - 4);
    const destination = new StrictDestination();
    const container = { ...memoryContainer(content), read: memoryContainer(cut).read };
    const run = replayOf(content, destination, { container });
    const { part } = await replayFile({ ...file, etag: fileOf(cut).etag }, rejects, run);
    expect(part?.counts).toMatchObject({ read: 2, delivered: 2 });
  });

  test('a source that does not answer is thrown: it concerns more than this file', async () => {
    const { file, content, rejects } = await imported(records);
    const error = new LongshoreError('source-unavailable', 'It is away');
    const container = memoryContainer(content, { chunkBytes: 8, breakAfter: { bytes: 16, error } });
    const run = replayOf(content, new StrictDestination(), { container });
    await expect(replayFile(file, rejects, run)).rejects.toBe(error);
  });
});
