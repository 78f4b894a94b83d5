import { type CatalogAction, catalogForm } from '../../connectors/klaviyo';
import { type CommerceJob, mostJobsPerLane } from '../../contract/commerce';
import { type CategoryTree, categoryForCreate, categoryForUpdate, type PlacedCategory } from '../../mappings/commerce';
import { deliverEntries } from '../delivery/deliver-entries';
import { resolveImportOf } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { type CategoryPlaces, openCategoryPlaces } from './category-places';
import type { ImportLaneRequest, ImportLaneResult } from './import-customers';
import type { KeptByRun } from './kept-by-run';
import { knownEntries } from './known-entries';
import type { Errored, FullBatch, LaneEntry, SettledBatch } from './lane-batch';
import { openLaneStep } from './lane-step';
import { readLane } from './read-lane';
import { submitJob } from './submit-job';
import { workLane } from './work-lane';

interface CategoryEntry extends LaneEntry {
  readonly category: PlacedCategory;
}

/**
 * One step in a lane of categories: asks which of them the catalog has, and hands them over as jobs that create or update,
 * whose results are read later. It needs the whole tree, for a category's name begins with those above it.
 */
export async function importCategories(
  context: WorkerContext,
  trees: KeptByRun<CategoryTree>,
  request: ImportLaneRequest,
): Promise<ImportLaneResult> {
  const resolved = resolveImportOf(context, request, 'commerce-categories');
  const step = openLaneStep(context, resolved, request.lane);
  const { klaviyo, pulse } = step;
  let places: CategoryPlaces;
  try {
    places = await openCategoryPlaces(resolved, { runId: request.runId, trees, signal: step.cancelled });
  } catch (error) {
    step.close();
    return step.troubled(error);
  }
  const { storage } = resolved;
  const of = { import: request.import, runId: request.runId, resource: 'categories' } as const;

  const deliver = async ({ entries: all, page }: FullBatch<CategoryEntry>): Promise<SettledBatch | undefined> => {
    const known = await knownEntries(
      klaviyo,
      'categories',
      all.map(({ id }) => id),
    );
    if (!known) return undefined;
    const jobs: CommerceJob[] = [];
    const errored: Errored[] = [];
    for (const action of ['create', 'update'] as const) {
      const form = catalogForm(action, 'categories');
      const meant = all.filter(({ id }) => known.has(id) === (action === 'update'));
      const { refused, left } = await deliverEntries(meant, {
        send: async (entries) => {
          const texts = entries.map((entry) => ({ ...entry, json: textOf(entry, action) }));
          const { outcome, job } = await submitJob(klaviyo, storage, { ...of, page, form, action, entries: texts });
          if (job) jobs.push(job);
          return outcome;
        },
      });
      if (left.length > 0) return undefined;
      errored.push(...refused.map(({ entry, ...why }) => erroredOf(entry, why)));
    }
    return { jobs, delivered: 0, errored };
  };

  const result = await workLane({
    step,
    storage,
    of,
    form: catalogForm('create', 'categories'),
    pages: readLane(resolved, { ...request, ...of, lane: pulse.lane, signal: step.cancelled }),
    prepare: (categories) => places.know(categories),
    map: (category) => {
      const { id } = category;
      const place = places.placeOf(id);
      if ('problem' in place) {
        return { errored: [{ id, index: 0, stage: 'map', ...place.problem, record: category }] };
      }
      const { placed } = place;
      return { entry: { id, category: placed, json: JSON.stringify(categoryForCreate(placed)) }, errored: [] };
    },
    deliver,
    dryRun: request.dryRun === true,
    replay: request.replay === true,
    mostJobs: mostJobsPerLane,
  });
  return { ...result, notes: step.notes.all };
}

function textOf({ json, category }: CategoryEntry, action: CatalogAction): string {
  return action === 'create' ? json : JSON.stringify(categoryForUpdate(category));
}

function erroredOf({ id, category }: CategoryEntry, why: Pick<Errored, 'code' | 'message'>): Errored {
  return { id, index: 0, stage: 'destination', ...why, record: { id, name: category.breadcrumb } };
}
