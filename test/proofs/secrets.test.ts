import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { odpKey, type Stack, startStack } from '../../sandbox/stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { bookmarkWorkflowId, importBookmark } from '../../src/contract/bookmark-names';
import { payloadsOf } from './history-payloads';
import { importName, start } from './run-import';

const canaryRecord = 'canary-record-7f3a';
const canaryKey = 'canary-key-91be';

let stack: Stack;
let worker: WorkerProcess;
beforeAll(async () => {
  stack = await startStack({ import: { maxRejects: 5, settle: '1s' }, steps: { heartbeatTimeout: '2s' } });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

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

  const texts: [where: string, text: string][] = [['the log of the worker', worker.log()]];
  for await (const info of stack.client.workflow.list()) {
    const handle = stack.client.workflow.getHandle(info.workflowId, info.runId);
    const history = await handle.fetchHistory();
    for (const payload of payloadsOf(history))
      texts.push([`a payload of ${info.workflowId}`, Buffer.from(payload).toString('utf8')]);
    texts.push([`the history of ${info.workflowId}`, JSON.stringify(history)], ['a memo', JSON.stringify(info.memo)]);
    if (info.workflowId !== bookmarkWorkflowId(importBookmark(importName)))
      texts.push(['a journal', JSON.stringify(await handle.query('journal'))]);
  }
  const stored = await filesBelow(join(stack.folder, '.longshore'));
  const rejected = stored.filter((path) => path.includes('/rejects/'));
  for (const path of stored.filter((path) => !rejected.includes(path)))
    texts.push([path, await readFile(path, 'utf8')]);

  expect(texts.length).toBeGreaterThan(50);
  for (const canary of [canaryRecord, canaryKey, odpKey, stack.azurite.accountKey]) {
    for (const [where, text] of texts)
      expect({ where, holds: text.includes(canary) && canary }).toEqual({ where, holds: false });
  }
  // They are where they belong: a test that finds them nowhere would prove nothing.
  const rejects = await Promise.all(rejected.map((path) => readFile(path, 'utf8')));
  expect(rejects.join('')).toContain(canaryRecord);
}, 90_000);
