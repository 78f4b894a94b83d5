import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkerProcess } from '../../src/cli/worker-process';
import { identifyProcess } from '../../src/dev-server/process-identity';
import { scratchFolder } from '../dev-server/scratch-folder';
import { writeFakeWorker } from './fake-worker';

const folder = scratchFolder();
const never = new AbortController().signal;

async function start(body: string) {
  const messages: string[] = [];
  const pids: number[] = [];
  let ready = 0;
  const waiting: (() => void)[] = [];
  const worker = new WorkerProcess({
    script: await writeFakeWorker(folder(), body),
    env: { ...process.env, COLOUR: 'green' },
    logFile: join(folder(), 'worker.log'),
    onStart: async (pid) => {
      pids.push(pid);
    },
    onReady: () => {
      ready++;
      for (const go of waiting.splice(0)) go();
    },
    onMessage: (text) => messages.push(text),
  });
  const untilReady = async (times: number) => {
    while (ready < times) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { worker, messages, pids, untilReady };
}

test('it gets its environment, is told to end in order, and only its complaints reach the terminal', async () => {
  const { worker, messages, untilReady } = await start(
    "note(process.env.COLOUR); say('info', 'hello'); say('warn', 'the cat is out'); console.log('plain');",
  );
  await untilReady(1);
  await worker.stop(never);
  expect(await readFile(join(folder(), 'notes'), 'utf8')).toBe('green\nended in order\n');
  expect(messages).toContain('{"level":"warn","msg":"the cat is out"}');
  expect(messages).toContain('plain');
  expect(messages.join()).not.toContain('hello');
  const log = await readFile(join(folder(), 'worker.log'), 'utf8');
  for (const line of ['hello', 'the cat is out', 'plain', 'worker ready']) expect(log).toContain(line);
});

test('one that dies is started again with a message, and the last one is ended', async () => {
  const { worker, messages, pids, untilReady } = await start(
    "if (!fs.existsSync(__dirname + '/notes')) { note('first'); process.kill(process.pid, 'SIGKILL'); }",
  );
  await untilReady(1);
  expect(messages).toEqual([
    expect.stringMatching(/^The worker ended \(SIGKILL\); it starts again in 0\.5 s\. Its log is in /),
  ]);
  expect(pids).toHaveLength(2);
  await worker.stop(never);
  expect(await identifyProcess(pids[1] ?? 0)).toBeUndefined();
});

test('while it waits to be started again it can be stopped, and then stays so', async () => {
  const { worker, messages, pids } = await start('process.exit(2);');
  while (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(messages[0]).toContain('exit code 2');
  await worker.stop(never);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(pids).toHaveLength(1);
});

test('one that does not listen is killed when there is hurry', async () => {
  const { worker, pids, untilReady } = await start(
    "process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => note('not now'));",
  );
  await untilReady(1);
  const hurry = new AbortController();
  const stopped = worker.stop(hurry.signal);
  setTimeout(() => hurry.abort(), 100);
  await stopped;
  expect(await identifyProcess(pids[0] ?? 0)).toBeUndefined();
});
