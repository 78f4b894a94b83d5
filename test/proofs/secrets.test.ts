import { odpKey, type Stack, startStack } from '../../sandbox/stack';
import { startWebHookSink, type WebHookSink } from '../../sandbox/web-hook-sink';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { allTexts, expectNowhere } from './all-texts';
import { start, until } from './run-import';

const canaryRecord = 'canary-record-7f3a';
const canaryKey = 'canary-key-91be';

const signingSecret = 'canary-signing-secret';

let sink: WebHookSink;
let stack: Stack;
let worker: WorkerProcess;
beforeAll(async () => {
  sink = await startWebHookSink(signingSecret);
  const hook = { type: 'webhook', url: sink.url('/canary-hook-path'), secret: signingSecret };
  stack = await startStack({
    import: { maxRejects: 5, settle: '1s' },
    steps: { heartbeatTimeout: '2s' },
    sections: { notifications: { channels: { hook }, events: ['completed', 'failed', 'rejects', 'recovered'] } },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await sink?.stop();
});

test('neither secrets nor records are in histories, logs, memos, errors or journals', async () => {
  const record = (number: number, more = '') => `{"id":"${canaryKey}-${number}","name":"${canaryRecord}"${more}}`;
  await stack.putFile('good.json', `[${record(1)},${record(2)}]`);
  await stack.putFile(
    'malformed.json',
    `[${record(3)},{"id":"${canaryKey}-4",oops ${canaryRecord}},${record(5, ',"location":{}')}]`,
  );
  await stack.putFile('cut.json', `[${record(6)},{"id":"${canaryKey}-7","na`);
  await stack.putFile('wrong.json', `{"${canaryRecord}":[]}`);
  const first = await start(stack);
  await first.result();
  stack.odp.addFault({
    path: '/objects/',
    times: 1,
    action: { kind: 'reject', style: 'none', reason: `bad value ${canaryRecord}` },
  });
  await stack.putFile('refused.json', `[${record(8)}]`);
  await (await start(stack)).result();
  stack.odp.addFault({
    path: '/objects/',
    times: 1,
    action: { kind: 'answer', status: 403, json: { message: canaryRecord } },
  });
  await stack.putFile('forbidden.json', `[${record(9)}]`);
  await expect((await start(stack)).result()).rejects.toThrow();

  const told = () => sink.messages.map(({ body }) => JSON.parse(body).event as string).sort();
  const expected = ['completed', 'completed', 'failed', 'rejects', 'rejects'];
  await until(`what is told of the three runs, not ${told()}`, () => told().length >= expected.length);
  expect(told()).toEqual(expected);
  expect(sink.messages.every(({ signed }) => signed)).toBe(true);

  const { texts, records } = await allTexts(stack, worker);
  expect(texts.length).toBeGreaterThan(50);
  expectNowhere([canaryRecord, canaryKey, odpKey, stack.azurite.accountKey], texts);
  expectNowhere([signingSecret, 'canary-hook-path'], texts);
  const messages = sink.messages.map(({ body }) => ['a message', body] as const);
  expectNowhere([canaryRecord, canaryKey, odpKey, signingSecret, 'canary-hook-path'], messages);
  // They are where they belong: a test that finds them nowhere would prove nothing.
  expect(records.join('')).toContain(canaryRecord);
}, 90_000);
