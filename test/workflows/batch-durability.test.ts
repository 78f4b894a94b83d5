import { writeFile } from 'node:fs/promises';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import type { BatchProgress, JsonObject, PassRequest } from '../../src/contract/batch';
import { deliverBatchResult } from '../../src/contract/deliver-batch-result';
import type { JournalEntry } from '../../src/contract/run';
import { createGateway } from '../../src/gateway/server';
import { Tokens } from '../../src/gateway/tokens';
import { findBatch } from '../../src/runs/find-batches';
import type { Session } from '../../src/runs/session';
import { retryBatch } from '../../src/runs/start-batch';
import { stackSession } from '../cli/stack-session';
import { until } from '../proofs/run-import';

const targets = `
import { existsSync } from 'node:fs';

// Fails in its third pass until the file is there that mends it.
export function third({ endPointParams, previousResult, idempotencyKey }) {
  const done = (previousResult?.done ?? 0) + 1;
  if (done === 3 && !existsSync(endPointParams.mended)) throw new Error('not yet');
  return { complete: done === 4, done, accumulate: { [done]: idempotencyKey.split(':')[1] } };
}
export function odd({ idempotencyKey }) {
  const pass = Number(idempotencyKey.split(':')[1]);
  if (pass % 2) throw new Error('odd');
  return { complete: pass >= 6, pass, accumulate: [pass] };
}
export function large({ sessionData, previousResult }) {
  const done = (previousResult?.done ?? 0) + 1;
  const text = String(done).repeat(100_000);
  const lengths = sessionData.accumulate?.map((one) => one.length) ?? [];
  return { complete: done === 4, done, text, accumulate: [text], finalResult: { lengths, text } };
}
export const stubborn = () => new Promise((resolve) => setTimeout(() => resolve({ complete: true }), 3_600_000));
`;
const target = (name: string, more: object = {}) => ({ type: 'module', path: './targets.mjs', export: name, ...more });
const once = { retry: { attempts: 1 } };

/** What the target behind HTTP was sent, and how it answers. */
const received: { readonly headers: http.IncomingHttpHeaders; readonly request: PassRequest }[] = [];
type Answer = { readonly status: number; readonly body?: string; readonly headers?: http.OutgoingHttpHeaders };
let answer: (request: PassRequest, times: number) => Answer = () => ({ status: 500 });

let stack: BatchStack;
let session: Session;
let server: http.Server;
let host: string;
beforeAll(async () => {
  server = http.createServer(async (message, response) => {
    let text = '';
    for await (const chunk of message) text += chunk;
    const request = JSON.parse(text) as PassRequest;
    received.push({ headers: message.headers, request });
    const times = received.filter((one) => one.request.idempotencyKey === request.idempotencyKey).length;
    const { status, body = '', headers = {} } = answer(request, times);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  stack = await startBatchStack({
    modules: { 'targets.mjs': targets },
    endPoints: {
      third: target('third', once),
      odd: target('odd', { ...once, onFailure: 'skip', maxSkips: 3 }),
      'odd-less': target('odd', { ...once, onFailure: 'skip', maxSkips: 1 }),
      large: target('large'),
      stubborn: target('stubborn'),
      legacy: {
        type: 'http',
        url: `http://${host}/pass`,
        headers: { authorization: '${LEGACY_TOKEN}' },
        retry: { attempts: 3, initialInterval: '10ms' },
      },
    },
    sections: { steps: { heartbeatTimeout: '2s' } },
    env: { LEGACY_TOKEN: 'Bearer canary-legacy-7d1' },
  });
  session = stackSession(stack);
  await stack.startWorker();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  server.close();
});

const handleOf = (id: string) => stack.client.workflow.getHandle(`batch/${id}`);

/** Starts a job, or goes on with it, and answers how it ended. */
async function ended(endPoint: string, id: string, params: JsonObject = {}) {
  const handle = await stack.start(endPoint, id, params);
  await handle.result().catch(() => undefined);
  return findBatch(session, id);
}

test('a job that failed goes on with the pass that failed, under the same key', async () => {
  const mended = join(stack.folder, 'mended');
  const failed = await ended('third', 'm', { mended });
  expect(failed).toMatchObject({ status: 'FAILED', passes: 2, error: { code: 'target-failed' } });
  await writeFile(mended, '');
  await retryBatch(session, 'm');
  await handleOf('m').result();
  const job = await findBatch(session, 'm');
  expect(job).toMatchObject({ status: 'COMPLETED', passes: 4, accumulate: { 1: '1', 2: '2', 3: '3', 4: '4' } });
  expect({ jobId: job.jobId, startedAt: job.startedAt }).toEqual({ jobId: failed.jobId, startedAt: failed.startedAt });
  const journal = await handleOf('m').query<JournalEntry[]>('journal');
  expect(journal.map(({ seq, text }) => ({ seq, text }))).toEqual([
    { seq: 2, text: 'Going on with pass 3: end point third' },
    { seq: 3, text: 'Completed in 4 passes' },
  ]);
  await expect(retryBatch(session, 'm')).rejects.toThrow('has completed: there is nothing to go on from');
  await expect(retryBatch(session, 'nobody')).rejects.toMatchObject({ code: 'batch-not-found' });
}, 30_000);

test('passes that fail are passed over, up to a limit', async () => {
  expect(await ended('odd', 'o')).toMatchObject({ status: 'COMPLETED', passes: 6, accumulate: [2, 4, 6] });
  expect(await ended('odd-less', 'l')).toMatchObject({
    status: 'FAILED',
    passes: 3,
    error: { code: 'too-many-skips' },
  });
}, 30_000);

test('what is over 64 KB lies in storage, comes back whole, and is in no history', async () => {
  const job = await ended('large', 'big');
  const texts = [1, 2, 3, 4].map((digit) => String(digit).repeat(100_000));
  expect(job.accumulate).toEqual(texts);
  expect(job.finalResult).toEqual({ lengths: [100_000, 100_000, 100_000], text: texts[3] });
  const { stored } = await handleOf('big').query<BatchProgress>('progress');
  expect(await session.storage.get(stored?.finalResult ?? '')).toBeDefined();
  expect(await session.storage.get(stored?.accumulate ?? '')).toBeDefined();
  const { events } = await handleOf('big').fetchHistory();
  expect(Math.max(...(events ?? []).map((event) => JSON.stringify(event).length))).toBeLessThan(20_000);
  const left: string[] = [];
  for await (const { key } of session.storage.list('batch/big/')) left.push(key.split('/').slice(3).join('/'));
  expect(left).toEqual(['journal/000000000.jsonl']);
}, 30_000);

test('a cancel ends a job whose target does not listen', async () => {
  await stack.start('stubborn', 's');
  await until(
    'the pass to work',
    async () => ((await handleOf('s').describe()).raw.pendingActivities ?? []).length > 0,
  );
  const at = Date.now();
  await handleOf('s').signal('cancel', { reason: 'enough' });
  await handleOf('s')
    .result()
    .catch(() => undefined);
  expect(Date.now() - at).toBeLessThan(8_000);
  expect((await handleOf('s').describe()).status.name).toBe('CANCELLED');
  expect(await findBatch(session, 's')).toMatchObject({ status: 'CANCELLED', passes: 0 });
}, 20_000);

describe('a target behind HTTP', () => {
  test('gets the request, a key and its header; a busy one is asked again', async () => {
    answer = (request, times) => {
      if (times === 1) return { status: 503, headers: { 'retry-after': '0' } };
      const done = Number(request.previousResult?.done ?? 0) + 1;
      return { status: 200, body: JSON.stringify({ complete: done === 2, done, finalResult: 'ok' }) };
    };
    const from = received.length;
    expect(await ended('legacy', 'h', { a: 1 })).toMatchObject({ status: 'COMPLETED', passes: 2, finalResult: 'ok' });
    const calls = received.slice(from);
    expect(calls).toHaveLength(4);
    expect(calls[0]?.headers).toMatchObject({
      authorization: 'Bearer canary-legacy-7d1',
      'content-type': 'application/json',
      'idempotency-key': calls[0]?.request.idempotencyKey,
    });
    // The token too: a request that was sent twice can be answered once.
    expect(calls[0]?.request).toEqual(calls[1]?.request);
    expect(calls[3]?.request).toMatchObject({ endPointParams: { a: 1 }, previousResult: { complete: false, done: 1 } });
    const { events } = await handleOf('h').fetchHistory();
    const payloads = JSON.stringify(events, (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
    );
    expect(payloads).toContain('endPointName');
    expect(payloads).not.toContain('canary-legacy');
  }, 30_000);

  test.each([
    [401, '', 'target-refused', 'answers 401'],
    [302, '', 'target-refused', 'answers 302, a redirect, which is not followed'],
    [500, 'canary-body', 'target-failed', 'answers 500'],
    [200, 'canary-body', 'target-answer-invalid', 'answers with something that is not JSON'],
    [200, '[]', 'target-answer-invalid', 'legacy returned a list and no object'],
  ])(
    'that answers %s %s fails the job with %s',
    async (status, body, code, message) => {
      answer = () => ({ status, body, headers: { location: 'http://127.0.0.1:9/' } });
      const { error } = await ended('legacy', `h-${status}-${body.length}`);
      expect(error?.code).toBe(code);
      expect(error?.message).toBe(`Pass 1: ${message.startsWith('answers') ? `${host} ` : ''}${message}`);
    },
    20_000,
  );

  test('that answers 202 delivers its result later, once', async () => {
    answer = () => ({ status: 202 });
    const from = received.length;
    const handle = await stack.start('legacy', 'later');
    await until('the request', () => received.length > from);
    const token = received[from]?.request.callback?.token ?? '';
    const deliver = (of: string, result: unknown) => deliverBatchResult(session, of, result);
    await expect(deliver(token, { done: true })).rejects.toMatchObject({ code: 'target-answer-invalid' });
    await expect(deliver(`${token.slice(0, -4)}AAAA`, { complete: true })).rejects.toMatchObject({
      code: 'callback-refused',
    });
    await expect(deliver('nonsense', { complete: true })).rejects.toMatchObject({ code: 'callback-refused' });
    expect(await deliver(token, { complete: true, finalResult: 'late but good' })).toMatchObject({
      id: 'later',
      pass: 1,
    });
    await expect(deliver(token, { complete: true })).rejects.toThrow(/^Pass 1 of the job later /);
    await handle.result();
    expect(await findBatch(session, 'later')).toMatchObject({ status: 'COMPLETED', finalResult: 'late but good' });
    await expect(deliver(token, { complete: true })).rejects.toMatchObject({ code: 'callback-refused' });
  }, 30_000);

  test('that answers 202 delivers over HTTP as well, with no other token than that of the pass', async () => {
    const tokens = new Tokens({ read: ['a-token-of-the-test'], run: [], delete: [] });
    const silent = { info: () => undefined, error: () => undefined };
    const settings = { tokens, requestsPerMinute: 100 };
    const gateway = await createGateway({
      ...{ settings, connected: session, session: () => session, version: '1.4.0', log: silent },
    });
    answer = () => ({ status: 202 });
    const from = received.length;
    const handle = await stack.start('legacy', 'over-http');
    await until('the request', () => received.length > from);
    const token = received[from]?.request.callback?.token ?? '';
    const deliver = async (of: string, payload: object): Promise<[number, unknown]> => {
      const answered = await gateway.inject({ method: 'POST', url: `/batch/callback/${of}`, payload });
      return [answered.statusCode, answered.json()];
    };
    expect(await deliver(token, { done: true })).toMatchObject([400, { code: 'target-answer-invalid' }]);
    expect(await deliver(`${token.slice(0, -4)}AAAA`, { complete: true })).toMatchObject([
      409,
      { code: 'callback-refused' },
    ]);
    const large = { complete: true, finalResult: 'x'.repeat(200_000) };
    expect(await deliver(token, large)).toEqual([200, { id: 'over-http', pass: 1 }]);
    await handle.result();
    expect(await deliver(token, { complete: true })).toMatchObject([409, { code: 'callback-refused' }]);
    const headers = { authorization: 'Bearer a-token-of-the-test' };
    const result = await gateway.inject({ method: 'GET', url: '/batch/over-http/result', headers });
    expect(result.json()).toEqual({ id: 'over-http', status: 'COMPLETED', finalResult: large.finalResult });
    await gateway.close();
  }, 30_000);

  test('a cancel ends the wait for a result', async () => {
    answer = () => ({ status: 202 });
    const handle = await stack.start('legacy', 'waits');
    const summary = async () => ((await handle.describe()).raw.pendingActivities ?? [])[0]?.activityType?.name;
    await until('the wait', async () => (await summary()) === 'awaitDelivery');
    await handle.signal('cancel', { reason: 'enough' });
    await handle.result().catch(() => undefined);
    expect(await findBatch(session, 'waits')).toMatchObject({ status: 'CANCELLED' });
  }, 30_000);
});
