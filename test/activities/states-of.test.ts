import { join } from 'node:path';
import { Governors } from '../../src/activities/delivery/governors';
import { resolveImport } from '../../src/activities/resolve-import';
import { type StateVersions, statesOf } from '../../src/activities/states-of';
import { StateStore } from '../../src/bookmarks';
import { configFile, goodFile, replaced } from '../config/config-file';

const { folder, path, load } = configFile();
const settings = 'dependsOn: [{ bookmark: crm_export, place: shared }, { bookmark: hr, place: shared, domain: hr }]';
const file = `${replaced(goodFile, 'object: stores\n', `object: stores\n    ${settings}\n`)}places: { shared: { type: directory, path: states } }\n`;
const store = (more = {}) =>
  new StateStore({ type: 'directory', path: join(folder(), 'states') }, { announce: () => undefined, ...more });

function read(versions?: StateVersions) {
  load(file);
  const context = { configPath: path(), env: {}, taskQueue: 'q', governors: new Governors() };
  const { settings, ...resolved } = resolveImport(context, { import: 'offline-stores' });
  return statesOf({ ...resolved, dependsOn: settings.dependsOn }, versions);
}

async function complete(jobs: StateStore, job: string, value: unknown): Promise<number> {
  const state = await jobs.getOrCreate(job);
  state.fromBytes({ 'sales.customers': value as string });
  return (await jobs.complete(state)).version;
}

test('the states are those of the versions that the run has found, whatever was completed since', async () => {
  const found = await complete(store(), 'crm_export', { epoch_time: 1, names: ['a'] });
  const hr = await complete(store({ domain: 'hr' }), 'hr', 7);
  await complete(store(), 'crm_export', { epoch_time: 2, names: [] });
  const states = await read({ crm_export: found, hr });
  expect(states).toEqual({
    crm_export: { 'sales.customers': { epoch_time: 1, names: ['a'] } },
    hr: { 'sales.customers': 7 },
  });
  const { 'sales.customers': customers } = states.crm_export ?? {};
  expect(() => Object.assign(customers as object, { epoch_time: 2 })).toThrow(TypeError);
});

test('of what the run begins without there is none', async () => {
  await complete(store(), 'crm_export', 1);
  expect(await read()).toEqual({});
  expect(await read({ hr: 1 })).toEqual({ hr: { 'sales.customers': 7 } });
  expect(await read({ another: 1 })).toEqual({});
});

test('a version that is no longer kept is an error that names it', async () => {
  await expect(read({ crm_export: 99 })).rejects.toMatchObject({
    code: 'bookmark-version-gone',
    message: expect.stringContaining('Version 99 of longshore/states/crm_export'),
  });
});
