import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { importWorkflowId } from '../../src/contract/names';
import type { JournalEntry } from '../../src/contract/run';
import { readJournal } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { importName, resultOf, until } from './run-import';

let stack: Stack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startStack({
    steps: { target: '100ms', heartbeatTimeout: '2s' },
    import: { batchSize: 10, concurrency: 1, settle: '1s' },
    odp: { latencyMs: 20 },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 30 },
  });
  worker = await stack.startWorker({ LONGSHORE_LOG: 'debug' });
}, 60_000);
afterAll(() => stack?.stop());

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly import?: string;
  readonly run?: string;
  readonly tracker?: string;
  readonly activity?: string;
  readonly code?: string;
  readonly seq?: number;
  readonly notification?: boolean;
}

function linesOf(run: WorkflowHandleWithFirstExecutionRunId): Line[] {
  const lines = worker.log().split('\n');
  const whole = lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
  return whole.filter((line) => line.run === run.firstExecutionRunId);
}

function start(trackerId?: string): Promise<WorkflowHandleWithFirstExecutionRunId> {
  return stack.client.workflow.start('filesToOdp', {
    workflowId: importWorkflowId(importName),
    taskQueue: 'longshore',
    args: [{ import: importName, ...(trackerId === undefined ? {} : { options: { trackerId } }) }],
  });
}

async function journalInStorage(run: WorkflowHandleWithFirstExecutionRunId): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const whose = { import: importName, runId: run.firstExecutionRunId };
  for await (const entry of readJournal(new DirectoryStorage(`${stack.folder}/.longshore`), whose)) entries.push(entry);
  return entries;
}

const put = (name: string, first: number) =>
  stack.putFile(name, JSON.stringify(Array.from({ length: 300 }, (_, number) => storeNumber(first + number))));

test('the log tells the journal once, over the whole chain, under the first run id and the caller’s id', async () => {
  await put('a.json', 0);
  await stack.putFile('b.json', '{"stores":[]}');
  await put('c.json', 300);
  const run = await start('T-7');
  expect(await resultOf(run)).toMatchObject({ files: { done: 3, quarantined: 1 } });
  expect((await stack.client.workflow.getHandle(run.workflowId).describe()).runId).not.toBe(run.firstExecutionRunId);

  const journal = await journalInStorage(run);
  await until('the end of the log', () => linesOf(run).some(({ seq }) => seq === journal.at(-1)?.seq));
  const told = linesOf(run).filter(({ seq }) => seq !== undefined);
  expect(told).toEqual(
    journal.map(({ seq, level, text }) =>
      expect.objectContaining({
        import: importName,
        run: run.firstExecutionRunId,
        tracker: 'T-7',
        seq,
        msg: text,
        ...(level === 'notification' ? { level: 'info', notification: true } : { level }),
      }),
    ),
  );
  const texts = told.filter(({ notification }) => notification).map(({ msg }) => msg);
  expect(texts).toEqual([
    expect.stringContaining('Failed to import b.json. Reason: not-an-array'),
    'Offline Store Import: Imported data. Imported 600 offline stores',
  ]);
}, 60_000);

test('each line of a run’s activities has its ids, those of failures as well', async () => {
  await put('d.json', 600);
  await put('e.json', 900);
  const run = await start('T-8');
  await until('the first step', () => linesOf(run).some(({ activity }) => activity === 'importFiles'));
  await stack.configure({ batchSize: 11 });
  await until('a step to be refused', () => linesOf(run).some(({ code }) => code === 'config-changed'));
  await stack.configure({});
  await resultOf(run);
  const lines = linesOf(run).filter(({ activity }) => activity !== undefined);
  const failed = lines.filter(({ msg }) => msg === 'Activity failed');
  expect(failed).toContainEqual(expect.objectContaining({ level: 'warn', code: 'config-changed', tracker: 'T-8' }));
  expect(lines.length).toBeGreaterThan(20);
  // The SDK writes this line before an activity knows its headers.
  const unlabelled = lines.filter(({ tracker, msg }) => tracker !== 'T-8' && msg !== 'Activity started');
  expect(unlabelled).toEqual([]);
}, 60_000);

test('a run that nobody else has a name for has no tracker', async () => {
  const run = await start();
  await resultOf(run);
  await until('its journal in the log', () => linesOf(run).some(({ msg }) => msg === 'Complete: nothing new'));
  for (const line of linesOf(run)) expect(line).not.toHaveProperty('tracker');
}, 60_000);
