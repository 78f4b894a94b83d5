import type { WorkflowHandle } from '@temporalio/client';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import { loadConfig } from '../../src/config';
import type { BatchProgress } from '../../src/contract/batch';
import { largestKeptBytes } from '../../src/contract/batch-run';
import { newestBatchRecord, openStorage } from '../../src/storage';

/** Counts to `to`, one a pass, and tells what it was called with. */
const counter = `
export function count({ sessionData, endPointParams, previousResult, idempotencyKey }) {
  const done = (previousResult?.done ?? 0) + 1;
  return {
    complete: done >= endPointParams.to,
    progress: { progressPercent: (100 * done) / endPointParams.to },
    done,
    accumulate: [{ done, key: idempotencyKey, percent: sessionData.progressPercent, sum: sessionData.accumulate?.length ?? 0 }],
    finalResult: { counted: done },
  };
}
`;

const bad = `
const returns = {
  throws: () => { throw new Error('the report server is closed'); },
  quotes: () => JSON.parse('{"email": "canary@example.com'),
  nothing: () => undefined,
  null: () => null,
  list: () => [1],
  text: () => 'done',
  unsure: () => ({ complete: 'yes' }),
  incomplete: () => ({ progress: { progressPercent: 1 } }),
  circle: () => { const answer = { complete: true }; answer.self = answer; return answer; },
  huge: () => ({ complete: false, text: 'x'.repeat(17 * 1024 * 1024) }),
  hangs: () => new Promise(() => {}),
  same: () => ({ complete: false, at: 1 }),
};
export const bad = ({ endPointParams }) => returns[endPointParams.what]();

const percents = [NaN, 150, 30, 20, 'half', null, -5, 99.9];
export function percents_({ previousResult }) {
  const at = previousResult?.at ?? 0;
  return { complete: at === percents.length, at: at + 1, progress: { progressPercent: percents[at] } };
}
`;

const sized = `
// Returns JSON of exactly so many bytes, and then tells how much of it has come back.
export function sized({ endPointParams: { bytes }, previousResult }) {
  if (previousResult) return { complete: true, finalResult: { came: Buffer.byteLength(JSON.stringify(previousResult)) } };
  const answer = { complete: false, text: '' };
  return { ...answer, text: 'x'.repeat(bytes - JSON.stringify(answer).length) };
}
`;

const ofBad = (name: string, more: object = {}) => ({ type: 'module', path: './bad.mjs', export: name, ...more });
const quick = { retry: { attempts: 2, initialInterval: '10ms' } };

let stack: BatchStack;
beforeAll(async () => {
  stack = await startBatchStack({
    modules: { 'count.mjs': counter, 'bad.mjs': bad, 'sized.mjs': sized },
    endPoints: {
      'examples.count': { type: 'module', path: './count.mjs', export: 'count' },
      bad: ofBad('bad', { ...quick, passTimeout: '1s', stallAfter: 4 }),
      sized: { type: 'module', path: './sized.mjs', export: 'sized', ...quick },
      percents: ofBad('percents_', quick),
    },
    sections: { steps: { heartbeatTimeout: '2s' } },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 60 },
  });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const progressOf = (id: string, query = 'progress') =>
  stack.client.workflow.getHandle(`batch/${id}`).query<BatchProgress>(query);
const causeOf = (handle: WorkflowHandle) => handle.result().catch((error: { cause: unknown }) => error.cause);
const storage = () => openStorage(loadConfig({ path: `${stack.folder}/longshore.yaml`, env: stack.env }).storage);

test('a target is called with what it returned until it is complete, and what it adds accumulates over continue-as-new', async () => {
  const handle = await stack.start('examples.count', 'count', { to: 30 });
  expect(await handle.result()).toEqual({
    id: 'count',
    endPointName: 'examples.count',
    passes: 30,
    finalResult: { counted: 30 },
  });
  const latest = await stack.client.workflow.getHandle('batch/count').describe();
  expect(latest.runId).not.toBe(handle.firstExecutionRunId);
  const progress = await progressOf('count');
  expect(progress).toMatchObject({
    id: 'count',
    endPointName: 'examples.count',
    status: 'COMPLETED',
    progressPercent: 100,
    description: 'Completed',
    passes: 30,
    finalResult: { counted: 30 },
  });
  expect(progress.accumulate).toEqual(
    Array.from({ length: 30 }, (_, before) => ({
      done: before + 1,
      key: `${handle.firstExecutionRunId}:${before + 1}`,
      percent: Math.floor((100 * before) / 30),
      sum: before,
    })),
  );
  expect(await progressOf('count', 'queryProgress')).toEqual(progress);
  const record = await newestBatchRecord(storage(), 'count');
  expect(record).toMatchObject({ status: 'COMPLETED', passes: 30, finalResult: { value: { counted: 30 } } });
}, 30_000);

test.each([
  ['throws', 'target-failed', 'Pass 1: bad threw Error at bad.mjs:3:25: the report server is closed'],
  ['quotes', 'target-failed', /^Pass 1: bad threw SyntaxError at bad\.mjs:4:\d+$/],
  ['nothing', 'target-answer-invalid', 'Pass 1: bad returned nothing'],
  ['null', 'target-answer-invalid', 'Pass 1: bad returned null'],
  ['list', 'target-answer-invalid', 'Pass 1: bad returned a list and no object'],
  ['text', 'target-answer-invalid', 'Pass 1: bad returned a string and no object'],
  ['unsure', 'target-answer-invalid', 'Pass 1: bad returned a `complete` that is neither true nor false'],
  ['incomplete', 'target-answer-invalid', 'Pass 1: bad returned an object without `complete`'],
  ['circle', 'target-answer-invalid', 'Pass 1: bad returned something that is not JSON'],
  ['huge', 'target-state-too-large', 'Pass 1: state has 17.0 MB'],
  ['hangs', 'target-timed-out', 'Pass 1: bad did not return within 1 s'],
  ['same', 'stalled', 'Pass 4 and those before it, 4 in a row, have returned the same'],
])(
  'a target that %s fails the job with %s',
  async (what, code, message) => {
    const handle = await stack.start('bad', what, { what });
    expect(await causeOf(handle)).toMatchObject({ type: code });
    const { status, description, error } = await progressOf(what);
    expect({ status, description, code: error?.code }).toEqual({ status: 'FAILED', description: 'Failed', code });
    expect(error?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  },
  20_000,
);

test('a state of exactly the most that is allowed comes back whole, and one of a byte more fails the job', async () => {
  expect(await (await stack.start('sized', 'most', { bytes: largestKeptBytes })).result()).toMatchObject({
    finalResult: { came: largestKeptBytes },
  });
  const more = await stack.start('sized', 'more', { bytes: largestKeptBytes + 1 });
  expect(await causeOf(more)).toMatchObject({ type: 'target-state-too-large' });
}, 30_000);

test('odd percentages are told once, never go back, and 100 is for what is complete', async () => {
  const handle = await stack.start('percents', 'percents');
  await handle.result();
  const journal = await handle.query<{ text: string }[]>('journal');
  expect(journal.filter(({ text }) => text.includes('progressPercent'))).toHaveLength(1);
  expect(await progressOf('percents')).toMatchObject({ progressPercent: 100, passes: 9 });
});

test('a job that is started by hand in the wrong way is told the right one', async () => {
  const { workflow } = stack.client;
  const started = (workflowId: string, ...args: unknown[]) =>
    workflow.start('batchJob', { workflowId, taskQueue: 'longshore', args }).then(causeOf);
  const request = { endPointName: 'bad', endPointParams: {}, id: '1' };
  expect(await started('mine', request)).toMatchObject({ type: 'wrong-workflow-id' });
  expect(await started('batch/1')).toMatchObject({ type: 'usage-invalid' });
  expect(await started('batch/2', { ...request, id: 'a/b' })).toMatchObject({ type: 'usage-invalid' });
  expect(await started('batch/1', { ...request, endPointName: 'bda' })).toMatchObject({
    type: 'unknown-end-point',
    message: expect.stringContaining('did you mean `bad`?'),
  });
});
