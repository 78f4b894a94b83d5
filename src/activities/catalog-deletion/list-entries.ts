import { catalogForm, klaviyoOperations } from '../../connectors/klaviyo';
import { type ListedEntries, toBeDeleted } from '../../contract/catalog-deletion';
import { type Counts, noCounts } from '../../contract/counts';
import type { Note } from '../../contract/step';
import { writeListedPage, writePreviewPart } from '../../storage';
import type { WorkerContext } from '../worker-context';
import { type DeletionStep, type DeletionStepRequest, openDeletionStep, type Stopped } from './deletion-step';

export interface ListEntriesRequest extends DeletionStepRequest {
  /** What is listed so far, in the order in which it is deleted. */
  readonly lists: readonly ListedEntries[];
  readonly dryRun?: true;
}

export interface ListEntriesResult extends Stopped {
  readonly lists: readonly ListedEntries[];
  readonly counts: Counts;
  readonly notes: readonly Note[];
}

/**
 * Lists what is in the catalog, page by page into storage. All of it is listed before the first entry goes: a page that
 * follows what was deleted meanwhile might pass over others.
 */
export async function listEntries(context: WorkerContext, request: ListEntriesRequest): Promise<ListEntriesResult> {
  const step = openDeletionStep(context, request);
  const lists = [...request.lists];
  const stopped = await step.work(async () => {
    for (const [index, list] of request.lists.entries()) {
      let now = list;
      while (!now.complete && !step.stopping()) {
        const next = await listPage(step, request, now);
        if (!next) return false;
        now = next;
        lists[index] = now;
      }
    }
    return true;
  });
  const isDone = lists.every(({ complete }) => complete);
  if (!isDone) return { lists, counts: noCounts, notes: step.notes.all, ...stopped };
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  const what = lists.map((list) => `${list.total} ${list.kind}`).join(' and ');
  step.notes.add(request.dryRun ? 'info' : 'warn', `${toBeDeleted}: ${what}`);
  if (!request.dryRun) return { lists, counts: noCounts, notes: step.notes.all, ...stopped };
  await preview(step, request, lists);
  return { lists, counts: { ...noCounts, read: total, skipped: total }, notes: step.notes.all, ...stopped };
}

/** The list with one page more; undefined where the step ended first. */
async function listPage(
  { klaviyo, storage }: DeletionStep,
  { import: importName, runId }: ListEntriesRequest,
  list: ListedEntries,
): Promise<ListedEntries | undefined> {
  const { kind, cursor, ...reached } = list;
  const answer = await klaviyo.ask(`get_catalog_${kind}`, (client, options) =>
    client.listCatalogIds(kind, cursor, options),
  );
  if (!answer) return undefined;
  const { entries: ids, next } = answer.kind === 'read' ? answer.value : { entries: [], next: undefined };
  if (ids.length > 0) await writeListedPage(storage, { import: importName, runId, kind, page: reached.pages }, { ids });
  return {
    ...reached,
    kind,
    pages: reached.pages + (ids.length > 0 ? 1 : 0),
    total: reached.total + ids.length,
    ...(next === undefined ? {} : { cursor: next }),
    complete: next === undefined,
  };
}

/** Keeps what would be sent, for a person's eyes: each page is a request. The kinds go one after the other. */
async function preview(
  { storage }: DeletionStep,
  { import: importName, runId }: ListEntriesRequest,
  lists: readonly ListedEntries[],
): Promise<void> {
  const { perSecond, perMinute } = klaviyoOperations[catalogForm('delete', 'items').operation];
  await writePreviewPart(
    storage,
    { import: importName, runId, place: 'all' },
    {
      requests: lists.reduce((sum, { pages }) => sum + pages, 0),
      limits: { perSecond, perMinute },
      records: lists.reduce((sum, { total }) => sum + total, 0),
      details: lists.map(({ kind, total }) => ({ what: `All ${kind}`, count: total })),
      payloads: [],
      errors: [],
    },
  );
}
