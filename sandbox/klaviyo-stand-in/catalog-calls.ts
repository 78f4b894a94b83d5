import { type Answer, empty, notFound, ok, refused } from './answer';
import { type ApiCall, allProblems, type Handler, refusedByScript, sparse } from './api-call';
import { catalogEntryProblems, catalogJobProblems, catalogType } from './catalog-check';
import type { CatalogAction, CatalogEntry, CatalogKind } from './catalog-store';
import { showJob } from './job-answer';
import { listJobs, readJob } from './job-calls';
import { isObject, type JsonObject, listAt, objectAt } from './json';
import { type Condition, conditionsOf, type FilterValues, holds } from './list-filter';
import { answerPage, unknownFilter, wrong } from './list-page';

const pages = { size: 100, most: 100, isSized: true };
const actions = ['create', 'update', 'delete'] as const;
const words = { items: 'item', variants: 'variant', categories: 'category' } as const;
const filters = {
  items: { ids: ['any'], 'category.id': ['equals'], title: ['contains'], published: ['equals'] },
  variants: { ids: ['any'], 'item.id': ['equals'], sku: ['equals'], title: ['contains'], published: ['equals'] },
  categories: { ids: ['any'], 'item.id': ['equals'], name: ['contains'] },
} as const;

export const catalogCalls: Readonly<Record<string, Handler>> = {
  ...callsOf('items'),
  ...callsOf('variants'),
  ...callsOf('categories'),
  ...related('items', 'variants', 'variants_for_catalog_item', 'variant_ids_for_catalog_item', ({ state, id }) =>
    state.catalog.variantsOf(id),
  ),
  ...related('items', 'categories', 'categories_for_catalog_item', 'category_ids_for_catalog_item', ({ state, id }) =>
    (state.catalog.of('items').get(id)?.categories ?? []).flatMap(
      (category) => state.catalog.of('categories').get(category) ?? [],
    ),
  ),
  ...related('categories', 'items', 'items_for_catalog_category', 'item_ids_for_catalog_category', ({ state, id }) =>
    state.catalog.itemsOf(id),
  ),
};

function callsOf(kind: CatalogKind): Record<string, Handler> {
  const word = words[kind];
  const jobKind = kind === 'items' ? 'catalog_items' : kind;
  const calls: Record<string, Handler> = {
    [`get_catalog_${kind}`]: (call) => listEntries(call, kind),
    [`get_catalog_${word}`]: (call) => {
      const entry = call.state.catalog.of(kind).get(call.id);
      return entry ? ok(200, { data: showEntry(call, kind, entry) }) : notFound('The entry');
    },
  };
  for (const action of actions) {
    const type = `catalog-${word}-bulk-${action}-job`;
    const path = `/api/${type}s`;
    const operation = `bulk_${action}_catalog_${kind}`;
    calls[`${action}_catalog_${word}`] = (call) => writeOne(call, kind, action);
    calls[operation] = (call) => submitJob(call, kind, action, type, path);
    calls[`get_bulk_${action}_${jobKind}_job`] = readJob(operation, type, path);
    calls[`get_bulk_${action}_${jobKind}_jobs`] = listJobs(operation, type, path);
  }
  return calls;
}

function submitJob(call: ApiCall, kind: CatalogKind, action: CatalogAction, type: string, path: string): Answer {
  const { state, body } = call;
  const place = `/data/attributes/${kind}/data`;
  const entries = listAt(body, 'data', 'attributes', kind, 'data');
  const problems = [
    ...allProblems(call, catalogJobProblems(kind, action, body)),
    ...refusedByScript(call, place, entries),
  ];
  if (problems.length > 0) return refused(400, problems);
  if (state.jobs.inProgress((operation) => operation.includes('_catalog_')) >= state.settings.mostCatalogJobs) {
    const detail = `At most ${state.settings.mostCatalogJobs} jobs may be in progress.`;
    return refused(400, [{ code: 'job_limit_exceeded', detail, pointer: '/data' }]);
  }
  const job = state.addJob(call, {
    place,
    entries: entries.filter(isObject),
    work: (entry) => {
      const failed = state.catalog.write(kind, action, entry, state.settings);
      return failed ?? { id: idOf(entry) };
    },
  });
  return ok(202, { data: showJob(job, type, path, call.base) });
}

function writeOne(call: ApiCall, kind: CatalogKind, action: CatalogAction): Answer {
  const { state } = call;
  const entry = action === 'delete' ? { type: catalogType(kind), id: call.id } : objectAt(call.body, 'data');
  const problems = action === 'delete' ? [] : allProblems(call, catalogEntryProblems(kind, action, entry, '/data'));
  if (problems.length > 0) return refused(400, problems);
  const failed = state.catalog.write(
    kind,
    action,
    { ...entry, ...(action === 'update' ? { id: call.id } : {}) },
    state.settings,
  );
  if (failed) return refused(failed.status, [{ ...failed.problem, pointer: `/data${failed.problem.pointer ?? ''}` }]);
  if (action === 'delete') return empty(204);
  const stored = state.catalog.of(kind).get(action === 'update' ? call.id : idOf(entry));
  return stored ? ok(action === 'create' ? 201 : 200, { data: showEntry(call, kind, stored) }) : notFound('The entry');
}

function listEntries(call: ApiCall, kind: CatalogKind): Answer {
  const conditions = conditionsOf(call.search, filters[kind]);
  if (conditions === undefined) return unknownFilter();
  const entries = call.state.catalog.of(kind);
  const ids = conditions.find(({ field }) => field === 'ids')?.values;
  if ((ids?.length ?? 0) > 100) return refused(400, [wrong('filter', 'At most 100 ids may be given.')]);
  const candidates = ids ? [...new Set(ids)].flatMap((id) => entries.get(id) ?? []) : entries.values();
  const rest = conditions.filter(({ field }) => field !== 'ids');
  const found = rest.length === 0 ? candidates : [...candidates].filter((entry) => fits(rest, entry));
  const inOrder = ids ? [...found].sort((a, b) => a.sequence - b.sequence) : found;
  return answerPage(call, inOrder, pages, 'created', (entry) => showEntry(call, kind, entry));
}

function fits(conditions: readonly Condition[], entry: CatalogEntry): boolean {
  const { title, name, sku, published } = entry.attributes;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const values: FilterValues = {
    'item.id': entry.item,
    title: text(title),
    name: text(name),
    sku: text(sku),
    published: published === true,
  };
  return conditions.every((condition) =>
    condition.field === 'category.id'
      ? entry.categories.some((id) => condition.values.includes(id))
      : holds(condition, values),
  );
}

/** What belongs to an entry, whole or as ids. */
function related(
  of: CatalogKind,
  kind: CatalogKind,
  whole: string,
  ids: string,
  find: (call: ApiCall) => readonly CatalogEntry[],
): Record<string, Handler> {
  const list = (call: ApiCall, show: (entry: CatalogEntry) => JsonObject): Answer => {
    if (!call.state.catalog.of(of).has(call.id)) return notFound('The entry');
    const inOrder = [...find(call)].sort((a, b) => a.sequence - b.sequence);
    return answerPage(call, inOrder, pages, 'created', show);
  };
  return {
    [`get_${whole}`]: (call) => list(call, (entry) => showEntry(call, kind, entry)),
    [`get_${ids}`]: (call) => list(call, ({ id }) => ({ type: catalogType(kind), id })),
  };
}

function showEntry(call: ApiCall, kind: CatalogKind, entry: CatalogEntry): JsonObject {
  const type = catalogType(kind);
  const { integration_type: _, catalog_type: __, ...attributes } = entry.attributes;
  const published = kind === 'categories' ? {} : { published: attributes.published ?? true, created: entry.created };
  const shown = { ...attributes, ...published, updated: entry.updated };
  const links = { self: `${call.base}/api/catalog-${kind}/${encodeURIComponent(entry.id)}` };
  return { type, id: entry.id, attributes: sparse(call, type, shown), links };
}

function idOf(entry: JsonObject): string {
  return typeof entry.id === 'string' ? entry.id : `$custom:::$default:::${objectAt(entry, 'attributes').external_id}`;
}
