import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import { type SmtpStandIn, startSmtpStandIn } from '../../sandbox/smtp-stand-in';
import { startWebHookSink, type WebHookSink } from '../../sandbox/web-hook-sink';
import type { WorkerProcess } from '../../sandbox/worker-process';
import type { Session } from '../../src/runs/session';
import { testChannels } from '../../src/runs/test-channels';
import { stackSession } from '../cli/stack-session';
import { allTexts, expectNowhere } from '../proofs/all-texts';
import { until } from '../proofs/run-import';

const secret = 'canary-signing-secret';
const ofConfig = [secret, 'canary-hook-path', 'canary-recipient', 'canary-mail-password'];
const canaries = [...ofConfig, 'canary-param', 'canary-words'];
const targets = `
import { existsSync } from 'node:fs';

export const fine = () => ({ complete: true });
export const unlessMended = ({ endPointParams }) => {
  if (!existsSync(endPointParams.mended)) throw new Error('canary-words');
  return { complete: true };
};
export const slow = () => new Promise((resolve) => setTimeout(() => resolve({ complete: true }), 2_500));
`;
const target = (name: string) => ({ type: 'module', path: './targets.mjs', export: name, retry: { attempts: 1 } });

let stack: BatchStack;
let session: Session;
let smtp: SmtpStandIn;
let sink: WebHookSink;
let port: number;
let worker: WorkerProcess;
beforeAll(async () => {
  const user = { name: 'longshore', password: 'canary-mail-password' };
  smtp = await startSmtpStandIn({ user });
  sink = await startWebHookSink(secret);
  port = Number(new URL(sink.url('/')).port);
  const hook = { type: 'webhook', url: '${HOOK}' };
  stack = await startBatchStack({
    modules: { 'targets.mjs': targets },
    endPoints: { fine: target('fine'), unlessMended: target('unlessMended'), slow: target('slow') },
    sections: {
      steps: { heartbeatTimeout: '2s' },
      connections: {
        mail: { type: 'smtp', host: smtp.host, port: smtp.port, user: user.name, password: '${MAIL_PASSWORD}' },
      },
      notifications: {
        channels: {
          post: {
            type: 'email',
            connection: 'mail',
            to: 'canary-recipient@example.com',
            from: 'longshore@example.com',
          },
          hook: { ...hook, secret: '${HOOK_SECRET}' },
          gone: { ...hook, url: '${HOOK}/gone' },
        },
        via: ['post', 'hook'],
        events: ['completed', 'failed', 'runtime-exceeded', 'recovered'],
      },
      webUi: 'http://localhost:8233',
      batchJobs: {
        slow: { endPoint: 'slow', runtimeAlert: '1s', notifications: { events: ['runtime-exceeded'], via: ['hook'] } },
        quick: { endPoint: 'fine', runtimeAlert: '1h', notifications: { events: ['runtime-exceeded'], via: ['hook'] } },
      },
    },
    env: { HOOK: sink.url('/canary-hook-path'), HOOK_SECRET: secret, MAIL_PASSWORD: user.password },
  });
  session = stackSession(stack);
  worker = await stack.startWorker();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await Promise.all([sink.stop(), smtp.stop()]);
});

const told = () => sink.messages.map(({ body }) => JSON.parse(body) as { event: string; text: string; key: string });
const isTold = (what: string) =>
  until(`a message of ${what}`, () => told().some(({ text }) => text.includes(what)), 20_000);
const startNamed = (name: string) =>
  stack.client.workflow.start('batchJob', {
    workflowId: `batch/${name}`,
    taskQueue: 'longshore',
    args: [{ endPointName: name === 'slow' ? 'slow' : 'fine', endPointParams: {}, id: name, batchJob: name }],
  });

test('no channel that is down delays a job, and each message comes once, though the worker dies meanwhile', async () => {
  await sink.stop();
  smtp.addFault(
    { kind: 'answer', at: 'connect', status: 421 },
    // The mail is taken, and nobody hears of it: the repeat has the same Message-ID.
    { kind: 'disconnect', taken: true },
  );
  const at = Date.now();
  const handle = await stack.start('fine', 'down');
  await handle.result();
  expect(Date.now() - at).toBeLessThan(5_000);
  const runId = handle.firstExecutionRunId;
  const notify = stack.client.workflow.getHandle(`notify/completed/${runId}/hook`);
  await until('the hook to have been tried', async () => {
    const [pending] = (await notify.describe()).raw.pendingActivities ?? [];
    return (pending?.attempt ?? 0) > 1;
  });
  await worker.kill('SIGKILL');
  sink = await startWebHookSink(secret, port);
  worker = await stack.startWorker();
  await notify.result();
  await stack.client.workflow.getHandle(`notify/completed/${runId}/post`).result();

  expect(sink.messages.map(({ key, signed, path }) => ({ key, signed, path }))).toEqual([
    { key: `completed/${runId}/hook`, signed: true, path: '/canary-hook-path' },
  ]);
  expect(told()[0]).toMatchObject({
    event: 'completed',
    job: { kind: 'batchJob', name: 'down' },
    text: 'fine down has completed.',
    link: `http://localhost:8233/namespaces/default/workflows/batch%2Fdown/${runId}/history`,
  });
  const mails = smtp.mails.map(({ messageId, subject }) => ({ messageId, subject }));
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(mails[0]).toEqual({
    messageId: `<completed.${runId}.post@example.com>`,
    subject: 'fine down: completed',
  });
}, 60_000);

test('a failure is told, and the first completion after failures', async () => {
  const mended = `${stack.folder}/targets.mjs`;
  for (const params of [{ mended: '/nowhere' }, { mended: '/nowhere' }, { mended }, { mended }]) {
    await (await stack.start('unlessMended', 'flaky', { ...params, token: 'canary-param' }))
      .result()
      .catch(() => undefined);
  }
  await isTold('2 failures in a row');
  await until('all to be sent', () => told().filter(({ text }) => text.startsWith('unlessMended flaky')).length === 5);
  const events = told()
    .filter(({ text }) => text.startsWith('unlessMended flaky'))
    .map(({ event }) => event);
  expect(events.sort()).toEqual(['completed', 'completed', 'failed', 'failed', 'recovered']);
  expect(told().find(({ event }) => event === 'failed')?.text).toMatch(/Reason: target-failed: /);
}, 60_000);

test('a run that works for too long is told of once, and goes on', async () => {
  await Promise.all([(await startNamed('quick')).result(), (await startNamed('slow')).result()]);
  await isTold('slow works for longer than 1 second. It goes on.');
  expect(told().filter(({ event }) => event === 'runtime-exceeded')).toHaveLength(1);
  for (const [name, came] of [
    ['quick', 'ended in time'],
    ['slow', 'told'],
  ] as const) {
    expect(await stack.client.workflow.getHandle(`runtime-watch/batch/${name}`).result()).toBe(came);
  }
}, 30_000);

test('a run that cannot be opened is told of', async () => {
  const run = stack.client.workflow.start('filesToOdp', {
    workflowId: 'import/nobody',
    taskQueue: 'longshore',
    args: [{ import: 'nobody' }],
  });
  await expect((await run).result()).rejects.toThrow();
  await isTold('nobody has failed. Reason: unknown-import');
}, 30_000);

test('each channel is tried, and what is wrong is told', async () => {
  sink.answer('/canary-hook-path/gone', { status: 404 });
  const tested = await testChannels(session);
  expect(tested).toEqual([
    { channel: 'post', came: { refusedRecipients: 0 } },
    { channel: 'hook', came: { refusedRecipients: 0 } },
    {
      channel: 'gone',
      came: {
        failure: {
          code: 'destination-refused',
          message: 'The web hook of the channel gone answers 404.',
          remedy: expect.stringContaining('Check the url of the channel'),
        },
      },
    },
  ]);
  expect(await testChannels(session, 'hook')).toHaveLength(1);
  await expect(testChannels(session, 'hok')).rejects.toMatchObject({
    code: 'unknown-channel',
    remedy: 'Did you mean `hook`?',
  });
}, 30_000);

test('no secret is in a history, in the log, in storage or in a message', async () => {
  const { texts } = await allTexts(stack, worker);
  // What a job is called with, and what its target has said, stands with the job alone.
  expectNowhere(
    canaries,
    texts.filter(([where]) => where.includes(' notify/')),
  );
  expectNowhere(ofConfig, texts);
  const messages = [...sink.messages.map(({ body }) => body), ...smtp.mails.map(({ text, subject }) => subject + text)];
  expect(messages.length).toBeGreaterThan(10);
  expectNowhere(
    canaries,
    messages.map((text) => ['a message', text] as const),
  );
}, 30_000);
