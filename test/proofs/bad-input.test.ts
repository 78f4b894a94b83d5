import { gzipSync } from 'node:zlib';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { readQuarantine, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { importName, journalOf, objectName, resultOf, start } from './run-import';

const good = (number: number) => JSON.stringify(storeNumber(number));
const array = (...records: string[]) => `[${records.join(',')}]`;
const utf8 = (text: string) => Buffer.from(text, 'utf8');

/** Files that lose a record, and nothing else. Twenty good ones stand around, so that no limit is passed. */
const around = (first: number, bad: string | Buffer): Buffer => {
  const before = Array.from({ length: 10 }, (_, index) => good(first + index)).join(',');
  const after = Array.from({ length: 10 }, (_, index) => good(first + 10 + index)).join(',');
  return Buffer.concat([utf8(`[${before},`), typeof bad === 'string' ? utf8(bad) : bad, utf8(`,${after}]`)]);
};
const badRecords: [name: string, record: string | Buffer, code: string][] = [
  ['malformed', '{"id": }', 'record-malformed'],
  ['scalar', '42', 'record-not-an-object'],
  ['invalid-utf8', Buffer.from([...utf8('{"id":"x","name":"'), 0xff, 0xfe, ...utf8('"}')]), 'record-invalid-utf8'],
  ['long-string', JSON.stringify({ id: 'long', name: 'x'.repeat(1_025) }), 'string-too-long'],
  ['missing-key', '{"name":"nobody"}', 'missing-key'],
  ['nested', '{"id":"nested","name":{"en":"x"}}', 'value-not-scalar'],
  ['inexact-key', '{"id":12345678901234567890}', 'number-not-exact'],
];
/** Files that cannot be read to their end: what stands before the fault is delivered. */
const badFiles: [name: string, content: string | Buffer, code: string, delivered: number][] = [
  ['empty.json', '', 'empty-file', 0],
  ['object.json', JSON.stringify({ stores: [storeNumber(1)] }), 'not-an-array', 0],
  ['truncated.json', array(good(901), good(902)).slice(0, -20), 'file-truncated', 1],
  ['comma.json', `[${good(903)},,${good(904)}]`, 'file-malformed', 1],
  ['after.json', `${array(good(905))} x`, 'file-malformed', 1],
  ['text.json', 'id;name\n1;x\n', 'not-an-array', 0],
  ['cut.json', gzipSync(array(good(906))).subarray(0, 40), 'file-truncated', 0],
];
const goodFiles: [name: string, content: string | Buffer][] = [
  ['bom.json', `\uFEFF${array(good(1_001))}`],
  ['lines.json', `${good(1_002)}\r\n${good(1_003)}\n`],
  ['zipped.json', gzipSync(array(good(1_004)))],
  ['none.json', '[]'],
];

let stack: Stack;
let storage: DirectoryStorage;
let journal: string;
beforeAll(async () => {
  stack = await startStack({ import: { settle: '1s' } });
  storage = new DirectoryStorage(`${stack.folder}/.longshore`);
  for (const [index, [name, record]] of badRecords.entries())
    await stack.putFile(`record-${name}.json`, around(index * 20, record));
  for (const [name, content] of [...badFiles, ...goodFiles]) await stack.putFile(name, content);
  await stack.startWorker();
  const handle = await start(stack);
  const result = await resultOf(handle);
  journal = (await journalOf(handle)).join('\n');
  await stack.odp.drain();
  expect(result).toMatchObject({
    files: { found: badRecords.length + badFiles.length + goodFiles.length, quarantined: badFiles.length },
    counts: { rejected: badRecords.length, delivered: badRecords.length * 20 + 4 + 3 },
  });
}, 60_000);
afterAll(() => stack?.stop());

test.each(badRecords)('a record that is %s costs itself alone', async (name, _, code) => {
  const rejects = [];
  for await (const reject of readRejects(storage, importName))
    if (reject.file === `record-${name}.json`) rejects.push(reject);
  expect(rejects).toHaveLength(1);
  expect(rejects[0]).toMatchObject({ code, index: 10 });
  expect(rejects[0]?.offset).toBe(around(badRecords.findIndex(([other]) => other === name) * 20, '').indexOf(',,') + 1);
});

test.each(badFiles)(
  '%s is quarantined and named, and what stands before the fault is delivered',
  async (name, _, code) => {
    const quarantined = [];
    for await (const file of readQuarantine(storage, importName)) if (file.name === name) quarantined.push(file);
    expect(quarantined).toHaveLength(1);
    expect(quarantined[0]?.reason).toMatchObject({ code, message: expect.stringContaining(name) });
    expect(journal).toContain(`Offline Store Import: Failed to import ${name}. Reason: ${code}: `);
  },
);

test('nothing else is lost', () => {
  const stored = stack.odp.object(objectName);
  for (let number = 0; number < badRecords.length * 20; number += 1)
    expect(stored.has(storeNumber(number).id)).toBe(true);
  for (const number of [901, 903, 905, 1_001, 1_002, 1_003, 1_004])
    expect(stored.has(storeNumber(number).id)).toBe(true);
});

test('a mapped field that the object lacks fails the run before its first batch, with the nearest name', async () => {
  await stack.configure({ fields: { ocp_quickstart_offline_store_id: 'id', offline_store_nam: 'name' } });
  await stack.putFile('more.json', array(good(2_000)));
  const sent = stack.odp.stats().requests;
  await expect((await start(stack)).result()).rejects.toMatchObject({
    cause: {
      type: 'unknown-field',
      message: expect.stringContaining('offline_store_nam (did you mean offline_store_name?)'),
    },
  });
  expect(stack.odp.stats().accepted).toBeGreaterThan(0);
  // Only the schema was asked for.
  expect(stack.odp.stats().requests - sent).toBe(1);
  await stack.configure({});
}, 30_000);

test('onError: fail stops before the file, and a refused key is told with its remedy', async () => {
  await stack.configure({ onError: 'fail' });
  await stack.putFile('poison.json', '{"stores":[1]}');
  const failed = await start(stack);
  await expect(failed.result()).rejects.toMatchObject({ cause: { type: 'not-an-array' } });
  expect((await journalOf(failed)).join('\n')).toContain('Failed to import poison.json. Reason: not-an-array');
  await stack.configure({});
  expect((await resultOf(await start(stack))).files).toMatchObject({ found: 1, quarantined: 1 });

  stack.odp.addFault({ path: '/objects/', times: 1, action: { kind: 'answer', status: 403 } });
  await stack.putFile('refused.json', array(good(2_001)));
  await expect((await start(stack)).result()).rejects.toMatchObject({ cause: { type: 'destination-auth' } });
  expect((await resultOf(await start(stack))).counts.delivered).toBe(1);
}, 60_000);
