import { existsSync } from 'node:fs';
import { storeNumber } from '../../sandbox/offline-stores';
import { type S3StandIn, startS3StandIn } from '../../sandbox/s3-stand-in';
import { type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { longshore } from '../cli/longshore-command';
import { importName, objectName, resultOf, start } from './run-import';

let s3: S3StandIn;
let stack: Stack;
let env: NodeJS.ProcessEnv;
let worker: WorkerProcess;
beforeAll(async () => {
  s3 = await startS3StandIn();
  const { endpoint, region, accessKey } = s3;
  env = { S3_KEY_ID: accessKey.accessKeyId, S3_SECRET: accessKey.secretAccessKey };
  stack = await startStack({
    import: { settle: '1s' },
    storage: {
      ...{ type: 's3', bucket: 'longshore', prefix: 'nightly', region, endpoint },
      credentials: { type: 'access-key', accessKeyId: '${S3_KEY_ID}', secretAccessKey: '${S3_SECRET}' },
    },
  });
  worker = await stack.startWorker(env);
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await s3?.stop();
});

/** What the command prints, from a machine that has nothing of the worker's but longshore.yaml. */
async function printed(...args: string[]): Promise<string> {
  const { stdout } = await longshore(args, { env: { ...stack.env, ...env }, cwd: stack.folder });
  return stdout;
}

test('an import keeps all it leaves in S3: rejects, journal, runs, and what the next run goes on from', async () => {
  const records = (first: number) => [0, 1, 2].map((more) => JSON.stringify(storeNumber(first + more)));
  await stack.putFile('a.json', `[${records(0).join(',')}]`);
  await stack.putFile('b.json', `[${records(10).join(',')},{"name":"nobody"}]`);
  await stack.putFile('empty.json', '');
  // Hiccups of the place cost nothing.
  s3.addFault({ method: 'PUT', after: 1, times: 3, action: { kind: 'answer', status: 503, code: 'SlowDown' } });
  s3.addFault({ method: 'PUT', after: 3, times: 1, action: { kind: 'reset', apply: true } });
  await stack.configure({ maxRejectRate: 1 });
  const result = await resultOf(await start(stack));
  expect(result).toMatchObject({
    files: { found: 3, quarantined: 1 },
    counts: { read: 7, delivered: 6, rejected: 1 },
  });
  await stack.odp.drain();
  expect(stack.odp.object(objectName).size).toBe(6);

  const rooms = new Set(s3.objects().map(({ key }) => key.split('/').slice(0, 2).join('/')));
  for (const room of ['rejects', 'journals', 'runs', 'quarantine', 'lists', 'witnesses'])
    expect([...rooms]).toContain(`nightly/${room}`);
  expect(existsSync(`${stack.folder}/.longshore`)).toBe(false);

  // Another worker goes on from what the first has left there.
  await worker.kill('SIGTERM');
  worker = await stack.startWorker(env);
  await stack.putFile('c.json', `[${records(20).join(',')}]`);
  expect(await resultOf(await start(stack))).toMatchObject({ files: { found: 1 }, counts: { delivered: 3 } });

  expect(await printed('rejects', 'list', importName)).toContain('missing-key');
  expect(await printed('logs', importName)).toContain('c.json');
  const runs = JSON.parse(await printed('runs', '--json'));
  expect(JSON.stringify(runs)).toContain('COMPLETED');
  expect(await printed('check')).toContain('bucket longshore/nightly/ can be written');

  const secret = s3.accessKey.secretAccessKey;
  expect(worker.log()).not.toContain(secret);
  for (const { content } of s3.objects()) expect(content.includes(secret)).toBe(false);
}, 120_000);

test('a key that is refused fails the run at once, and says what storage needs', async () => {
  s3.addFault({ action: { kind: 'answer', status: 403, code: 'AccessDenied' } });
  await stack.putFile('d.json', '[]');
  const failure = await (await start(stack)).result().then(
    () => undefined,
    (error: unknown) => error,
  );
  s3.clearFaults();
  expect(failure).toMatchObject({ cause: { type: 'storage-auth' } });
}, 60_000);
