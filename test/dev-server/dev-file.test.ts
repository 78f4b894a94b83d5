import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DevPlace, devFilePath, readRunningDev } from '../../src/dev-server';
import { identifyProcess, isRunning } from '../../src/dev-server/process-identity';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();

async function leaveFile(content: unknown): Promise<void> {
  await mkdir(dirname(devFilePath(folder())), { recursive: true });
  await writeFile(devFilePath(folder()), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A process that ended a moment ago. */
async function endedProcess() {
  const child = spawn('/bin/sleep', ['60']);
  const identity = await identifyProcess(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
}

test('a folder has one `longshore dev` at a time, and the second is told where the first serves', async () => {
  const place = await DevPlace.take(folder());
  await place.tellAddresses({ address: '127.0.0.1:7233', namespace: 'default', uiUrl: 'http://127.0.0.1:8233' });
  await expect(DevPlace.take(folder())).rejects.toMatchObject({
    code: 'dev-already-running',
    message: `\`longshore dev\` already runs in ${folder()} (process ${process.pid}). It serves at 127.0.0.1:7233.`,
  });
  expect(await readRunningDev(folder())).toMatchObject({
    pid: process.pid,
    address: '127.0.0.1:7233',
    namespace: 'default',
    uiUrl: 'http://127.0.0.1:8233',
  });
  await place.leave();
  expect(await readRunningDev(folder())).toBeUndefined();
  await (await DevPlace.take(folder())).leave();
});

test('of several that start at once one gets the place', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => DevPlace.take(folder())));
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
});

test('what a killed one left is no address, and the next takes the place and ends its server and worker', async () => {
  const leftover = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  const exit = once(leftover, 'exit');
  await leaveFile({
    ...(await endedProcess()),
    address: '127.0.0.1:1',
    server: await identifyProcess(leftover.pid ?? 0),
    worker: await endedProcess(),
  });
  expect(await readRunningDev(folder())).toBeUndefined();
  const place = await DevPlace.take(folder());
  expect((await exit)[1]).toBe('SIGTERM');
  await place.leave();
});

test('a later process with the same number is neither taken for it nor ended', async () => {
  const stranger = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  const same = { pid: stranger.pid ?? 0, startedAt: 'another boot 42' };
  await leaveFile({ ...same, address: '127.0.0.1:1', server: same });
  expect(await readRunningDev(folder())).toBeUndefined();
  const place = await DevPlace.take(folder());
  expect(await isRunning((await identifyProcess(same.pid)) ?? same)).toBe(true);
  stranger.kill('SIGKILL');
  await place.leave();
});

test.each(['', '{"pid":', '[]', '{"pid":-1}', '{"pid":1,"startedAt":"x","more":1}'])(
  'a file that says %j counts as none',
  async (content) => {
    await leaveFile(content);
    expect(await readRunningDev(folder())).toBeUndefined();
    const place = await DevPlace.take(folder());
    await place.leave();
  },
);

test('what is told after the end leaves no file behind', async () => {
  const place = await DevPlace.take(folder());
  const telling = [place.tellChild('worker', process.pid), place.tellAddresses({ address: 'a:1' })];
  await place.leave();
  await Promise.all(telling);
  await place.tellChild('server', process.pid);
  await expect(readFile(devFilePath(folder()))).rejects.toMatchObject({ code: 'ENOENT' });
});
