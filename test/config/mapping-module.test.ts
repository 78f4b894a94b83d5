import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fingerprint } from '../../src/config';
import { LongshoreError } from '../../src/contract/failure';
import { configFile, goodFile, replaced } from './config-file';

const { folder, load, refusal } = configFile();
const fields = 'fields: { store_id: id, store_name: name }';
const withMapping = replaced(goodFile, fields, 'mapping: { path: ./mappings/stores.mjs, export: toStore }');
const at = 'imports.offline-stores';

function write(name: string, text: string): string {
  mkdirSync(join(folder(), 'mappings'), { recursive: true });
  const path = join(folder(), 'mappings', name);
  writeFileSync(path, text);
  return path;
}

/** Loads modules one after the other in one process, as a worker does, which the runner of the tests cannot. */
function loadAll(...steps: { readonly path: string; readonly text?: string; readonly export?: string }[]): unknown[] {
  const script = `
    const { loadMapping } = require(${JSON.stringify(resolve(__dirname, '../../dist/src/config'))});
    (async () => {
      const told = [];
      for (const { path, text, export: name = 'toStore' } of JSON.parse(process.argv[1])) {
        if (text !== undefined) require('node:fs').writeFileSync(path, text);
        told.push(await loadMapping({ path, export: name }).then((map) => map({ id: 1 }), ({ code, message, remedy }) => ({ code, message, remedy })));
      }
      console.log(JSON.stringify(told));
    })();`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script, JSON.stringify(steps)], { encoding: 'utf8' }));
}

describe('longshore.yaml', () => {
  test('names the module relative to its own folder', () => {
    expect(load(withMapping).imports['offline-stores']).toMatchObject({
      fields: {},
      mapping: { path: join(folder(), 'mappings/stores.mjs'), export: 'toStore' },
    });
  });

  test.each([
    [
      'both',
      replaced(goodFile, fields, `${fields}\n    mapping: { path: a.js, export: b }`),
      `${at}.mapping cannot stand beside fields: one of the two says what is written`,
    ],
    [
      'none',
      replaced(goodFile, `    ${fields}\n`, ''),
      `\`fields\` is missing in ${at}: it must be a map of keys and values, or \`mapping\` must name a function`,
    ],
    [
      'another kind of file',
      withMapping.replace('.mjs', '.ts'),
      `${at}.mapping.path must be the path of a module whose name ends with .js, .mjs or .cjs`,
    ],
    [
      'no export',
      withMapping.replace(', export: toStore', ''),
      `\`export\` is missing in ${at}.mapping: it must be a text`,
    ],
    [
      'another key',
      withMapping.replace('export: toStore', 'export: toStore, exports: x'),
      `\`exports\` is not a key of ${at}.mapping: did you mean \`export\`?`,
    ],
  ])('%s is refused with its place', (_, text, problem) => {
    expect(refusal(text)?.problems).toEqual([expect.stringMatching(/^\d+:\d+: /)]);
    expect(refusal(text)?.problems[0]).toContain(problem);
  });

  test('another content of the module is another fingerprint; without the module there is none', () => {
    write('stores.mjs', 'export const toStore = () => 1;');
    const before = fingerprint(load(withMapping), 'offline-stores');
    expect(fingerprint(load(withMapping), 'offline-stores')).toEqual(before);
    write('stores.mjs', 'export const toStore = () => 2;');
    const after = fingerprint(load(withMapping), 'offline-stores');
    expect(after).toEqual({ ...before, 'mapping.module': expect.any(String) });
    expect(after['mapping.module']).not.toBe(before['mapping.module']);
    const without = load(withMapping.replace('stores.mjs', 'none.mjs'));
    expect(() => fingerprint(without, 'offline-stores')).toThrow(LongshoreError);
  });
});

describe('a mapping module', () => {
  test('may be an ES module or a CommonJS one, and is loaded anew when it has changed', () => {
    const [esm, cjs] = [write('a.mjs', ''), write('b.cjs', '')];
    expect(
      loadAll(
        { path: esm, text: 'export function toStore(record) { return { ...record, v: 1 }; }' },
        { path: esm },
        { path: esm, text: 'export function toStore(record) { return { ...record, v: 2 }; }' },
        { path: cjs, text: 'exports.toStore = (record) => ({ ...record, v: 3 });' },
        { path: cjs, text: 'module.exports = Object.fromEntries([["toStore", (record) => ({ ...record, v: 4 })]]);' },
        { path: cjs, text: 'exports.toStore = (record) => ({ ...record, v: 3 });' },
        { path: esm, text: 'export default () => 5;', export: 'default' },
      ),
    ).toEqual([
      { id: 1, v: 1 },
      { id: 1, v: 1 },
      { id: 1, v: 2 },
      { id: 1, v: 3 },
      { id: 1, v: 4 },
      { id: 1, v: 3 },
      5,
    ]);
  });

  test.each([
    ['is not there', undefined, / is not there$/],
    ['has no such export', 'export const toStores = 1;', / exports no toStore$/],
    ['exports something else', 'export const toStore = {};', / exports a toStore that is no function$/],
    ['is asynchronous', 'export async function toStore() {}', /^toStore of .* is asynchronous$/],
    ['is no JavaScript', 'export function (', / does not load: Function statements require a function name$/],
    ['imports what is not there', "import 'no-such-package';", / does not load: Cannot find package 'no-such-package'/],
    ['throws', "throw new RangeError('secret');", / does not load: RangeError at throws\.mjs:1:7$/],
  ])('that %s is refused with a remedy', (what, text, message) => {
    const path = join(folder(), 'mappings', `${what.replaceAll(' ', '-')}.mjs`);
    if (text !== undefined) write(`${what.replaceAll(' ', '-')}.mjs`, text);
    expect(loadAll({ path })).toEqual([
      { code: 'config-invalid', message: expect.stringMatching(message), remedy: expect.stringMatching(/./) },
    ]);
  });
});
