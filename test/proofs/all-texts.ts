import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalStack } from '../../sandbox/local-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { payloadsOf } from './history-payloads';

/** What was found, and the place that it was found in. */
export type FoundText = readonly [where: string, text: string];

export interface AllTexts {
  /** Where no record and no secret may be. */
  readonly texts: readonly FoundText[];
  /** The stored files that are for records: rejects and previews. */
  readonly records: readonly string[];
}

/** All that runs have left behind: histories, memos, journals, progress, the worker's log, and stored files. */
export async function allTexts(
  { client, folder }: Pick<LocalStack, 'client' | 'folder'>,
  worker: WorkerProcess,
): Promise<AllTexts> {
  const texts: FoundText[] = [['the log of the worker', worker.log()]];
  for await (const info of client.workflow.list()) {
    const handle = client.workflow.getHandle(info.workflowId, info.runId);
    const history = await handle.fetchHistory();
    for (const payload of payloadsOf(history))
      texts.push([`a payload of ${info.workflowId}`, Buffer.from(payload).toString('utf8')]);
    texts.push([`the history of ${info.workflowId}`, JSON.stringify(history)], ['a memo', JSON.stringify(info.memo)]);
    if (!info.workflowId.startsWith('import/')) continue;
    for (const query of ['journal', 'progress'])
      texts.push([`the ${query} of ${info.workflowId}`, JSON.stringify(await handle.query(query))]);
  }
  const records: string[] = [];
  for (const path of await filesBelow(join(folder, '.longshore'))) {
    const content = await readFile(path, 'utf8');
    if (/\/(rejects|previews)\//.test(path)) records.push(content);
    else texts.push([path, content]);
  }
  return { texts, records };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Fails with the place where one of the canaries is. */
export function expectNowhere(canaries: readonly string[], texts: readonly FoundText[]): void {
  for (const canary of canaries) {
    for (const [where, text] of texts)
      expect({ where, holds: text.includes(canary) && canary }).toEqual({ where, holds: false });
  }
}
