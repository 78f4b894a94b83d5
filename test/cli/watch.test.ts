import { type WatchOptions, watchRun } from '../../src/cli/watch';
import type { RunProgress, RunRecord } from '../../src/contract/run';
import type { Session } from '../../src/runs/session';
import { writeRunRecord } from '../../src/storage';
import { type ScratchStorage, scratchStorage } from '../storage/scratch-storage';
import { progressOf } from './progress-of';
import { runOf } from './run-of';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const { updatedAt: _, ...closed } = runOf({ runId: progressOf().runId });
const { closedAt: __, ...running } = runOf({ runId: progressOf().runId, status: 'RUNNING' });

/** Back to the beginning of the line, which is emptied. */
const redraw = '\r\x1b[2K';

/** A session with a run that answers `looks` one after the other, then has ended and left its record. */
function sessionOf(looks: readonly (RunProgress | undefined)[]): Session {
  let next = 0;
  const execution = { workflowId: closed.workflowId, runId: closed.runId, startTime: new Date(), raw: {} };
  const handle = {
    describe: async () => {
      const ended = next >= looks.length;
      if (ended) await writeRunRecord(scratch.storage, closed as RunRecord);
      const closeTime = ended ? { closeTime: new Date() } : {};
      return { status: { name: ended ? 'COMPLETED' : 'RUNNING' }, memo: closed, ...closeTime, ...execution };
    },
    query: async () => looks[next++],
  };
  async function* list() {}
  return {
    client: { workflow: { getHandle: () => handle, list } },
    connection: { withDeadline: (_deadline: number, work: () => unknown) => work() },
    storage: scratch.storage,
  } as unknown as Session;
}

async function watched(
  looks: readonly (RunProgress | undefined)[],
  output: { isTTY?: boolean; columns?: number },
  options: Partial<WatchOptions> = {},
): Promise<{ written: string[]; end: unknown }> {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const end = await watchRun(sessionOf(looks), running, { output: { ...output, write }, ...options });
  return { written, end };
}

test('on a terminal one line is redrawn, and is gone when the run has ended', async () => {
  const looks = [progressOf({ progressPercent: 25 }), progressOf({ progressPercent: 75 })];
  const { written, end } = await watched(looks, { isTTY: true, columns: 200 });
  expect(end).toMatchObject({ status: 'COMPLETED', closedAt: closed.closedAt });
  expect(written).toEqual([
    `${redraw}${'█'.repeat(6)}${'░'.repeat(18)}  25.0 %  12,000 offline stores  importing 1 of 2`,
    expect.stringMatching(/█{18}░{6} {2}75\.0 % .*importing 1 of 2$/),
    redraw,
  ]);
  expect(written[1]?.startsWith(redraw)).toBe(true);
});

test('on a narrow terminal the line is cut, for one that wraps cannot be redrawn', async () => {
  const looks = [progressOf({ current: 'a-long-name-of-a-file.json' })];
  for (const [columns, width] of [
    [40, 39],
    [0, 79],
  ] as const) {
    const { written } = await watched(looks, { isTTY: true, columns });
    expect(written[0]?.replace(redraw, '')).toHaveLength(width);
  }
});

test('without a terminal it writes whole lines, and not one at each look', async () => {
  const looks = [1, 2, 3].map((progressPercent) => progressOf({ progressPercent }));
  const { written } = await watched(looks, { isTTY: false });
  expect(written).toEqual([expect.stringMatching(/^[█░]{24} {3}1\.0 %.*\n$/)]);
});

test('as JSON it writes an object a line at each look, and none of a run that closes just now', async () => {
  const waiting = { code: 'throttled', message: 'It asks to wait', until: Date.UTC(2026, 10, 23, 6, 0, 38) };
  const { written } = await watched(
    [progressOf({ waiting }), undefined, progressOf(), progressOf({ status: 'COMPLETED' })],
    { isTTY: true },
    { json: true },
  );
  expect(written.map((line) => line.endsWith('}\n') && JSON.parse(line))).toEqual([
    {
      import: 'offline-stores',
      workflowId: 'import/offline-stores',
      runId: closed.runId,
      version: '1.4.0',
      status: 'RUNNING',
      phase: 'importing 1 of 2',
      startedAt: new Date(progressOf().startedAt).toISOString(),
      durationMs: expect.any(Number),
      files: { found: 2, done: 0, quarantined: 0 },
      counts: { read: 12_000, delivered: 12_000, rejected: 0, skipped: 0, pending: 0 },
      progressPercent: 50,
      waiting: { code: 'throttled', message: 'It asks to wait', until: '2026-11-23T06:00:38.000Z' },
    },
    expect.not.objectContaining({ waiting: expect.anything() }),
  ]);
});

test('a quiet one draws nothing', async () => {
  const { written, end } = await watched([progressOf()], { isTTY: true }, { quiet: true });
  expect(written).toEqual([]);
  expect(end).toMatchObject({ status: 'COMPLETED' });
});

test('when the time to wait is over it answers nothing, and takes its bar away', async () => {
  const { written, end } = await watched([progressOf(), progressOf()], { isTTY: true }, { timeoutMs: 0 });
  expect(end).toBeUndefined();
  expect(written).toHaveLength(2);
  expect(written[1]).toBe(redraw);
});

test('a run that has ended already is answered as it is known, also where Temporal has dropped it', async () => {
  const run = runOf();
  const nowhere = {} as Session;
  expect(await watchRun(nowhere, run, { output: { write: () => undefined } })).toBe(run);
});
