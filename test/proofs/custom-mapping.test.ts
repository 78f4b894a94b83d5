import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type Stack, startStack } from '../../sandbox/stack';
import { codeIn } from './readme-section';
import { importName, objectName, resultOf, start } from './run-import';

const section = 'Map with a function of your own';
const [code = ''] = codeIn(section, 'js');
const { mapping } = parse(codeIn(section, 'yaml')[0] ?? '') as { mapping: { path: string; export: string } };

let stack: Stack;
let modulePath: string;
beforeAll(async () => {
  stack = await startStack({ import: { settle: '0s' }, steps: { heartbeatTimeout: '2s' } });
  modulePath = join(stack.folder, mapping.path);
  await mkdir(join(stack.folder, 'mappings'));
  await stack.configure({ fields: undefined, mapping, maxRejectRate: 1 });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const storeOf = (id: string, more: object = {}) => ({
  id,
  name: ` Store ${id} `,
  address: { city: 'Zürich', country: 'CH' },
  ...more,
});

async function longshore(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [resolve(__dirname, '../../dist/src/client.js'), '--config', stack.configPath, ...words];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env: stack.env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

async function storedName(id: string): Promise<unknown> {
  await stack.odp.drain();
  return stack.odp.object(objectName).get(id)?.offline_store_name;
}

const failureOf = (run: { result(): Promise<unknown> }): Promise<unknown> =>
  run.result().then(
    () => 'it completed',
    (error: { cause: unknown }) => error.cause,
  );

test('without its module the check fails, and a run fails at once', async () => {
  const { code: exit, stdout } = await longshore('check');
  expect(exit).not.toBe(0);
  expect(stdout).toMatch(/✗ import offline-stores: The mapping module .*stores\.mjs is not there/);
  await stack.putFile('a.json', JSON.stringify([storeOf('1')]));
  expect(await failureOf(await start(stack))).toMatchObject({ type: 'config-invalid' });
});

test('the module of the README maps, leaves out and rejects', async () => {
  await writeFile(modulePath, code);
  expect((await longshore('check')).stdout).toContain('has the key; toStore loads');
  const bad = { ...storeOf('3'), address: undefined };
  await stack.putFile('b.json', JSON.stringify([storeOf('2'), bad, storeOf('4', { closed: true })]));
  const { counts } = await resultOf(await start(stack));
  expect(counts).toEqual({ read: 4, delivered: 2, rejected: 1, skipped: 1, pending: 0 });
  await stack.odp.drain();
  expect(stack.odp.object(objectName).get('2')).toMatchObject({
    offline_store_name: 'Store 2',
    offline_store_location: 'Zürich, CH',
  });
  const { stdout } = await longshore('rejects', 'list', importName);
  expect(stdout).toMatch(/mapping-failed.*toStore threw TypeError at stores\.mjs:\d+:\d+/s);
}, 60_000);

test('a changed module is taken by the next run, without a restart of the worker', async () => {
  await writeFile(modulePath, code.replace('store.name.trim()', '`${store.name.trim()} (new)`'));
  await stack.putFile('c.json', JSON.stringify([storeOf('5')]));
  await resultOf(await start(stack));
  expect(await storedName('5')).toBe('Store 5 (new)');
});

test('a field that the object lacks fails the run before anything of its record is sent, and loses nothing', async () => {
  await writeFile(modulePath, code.replace('offline_store_name:', 'offline_store_nam:'));
  await stack.putFile('d.json', JSON.stringify([storeOf('6')]));
  expect(await failureOf(await start(stack))).toMatchObject({
    type: 'unknown-field',
    message: expect.stringContaining('offline_store_nam, which ocp_quickstart_offline_stores lacks'),
  });
  expect(await storedName('6')).toBeUndefined();
  await writeFile(modulePath, code);
  expect((await resultOf(await start(stack))).counts.delivered).toBe(1);
  expect(await storedName('6')).toBe('Store 6');
});

test('a module that is gone in the middle of its life fails the next run with the remedy', async () => {
  await rm(modulePath);
  const { code: exit, stdout } = await longshore('run', importName, '--wait');
  expect(exit).toBe(2);
  expect(stdout).toContain('Correct mapping.path, which is relative to the folder of longshore.yaml.');
}, 60_000);
