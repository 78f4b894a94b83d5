import { setTimeout as delay } from 'node:timers/promises';
import type { ImportOf } from '../../config';
import { openShop } from '../../connectors/commercetools';
import { type CatalogChunk, type CommerceLane, mostCancels } from '../../contract/commerce';
import { type Counts, noCounts } from '../../contract/counts';
import { LongshoreError } from '../../contract/failure';
import type { StepResult } from '../../contract/step';
import type { CategoryTree } from '../../mappings/commerce';
import { writeChunk } from '../../storage';
import { connectionOf } from '../connection-of';
import { type ResolvedImport, resolveImportOf } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { categoryTree } from './category-places';
import { stagesOf } from './chunk-entries';
import { ChunkWork } from './chunk-work';
import { finishChunk } from './finish-chunk';
import type { ImportLaneRequest, ImportLaneResult } from './import-customers';
import type { KeptByRun } from './kept-by-run';
import { type LaneStep, openLaneStep } from './lane-step';
import { msUntilLook } from './ms-until-look';
import { type OpenedChunk, openChunk } from './open-chunk';
import { openReconciliation } from './open-reconciliation';
import { planChunk } from './plan-chunk';
import { previewChunk } from './preview-chunk';
import { ProductTally } from './product-tally';
import { replaceErrored } from './replace-errored';
import { sendChunk } from './send-chunk';
import { settleChunk } from './settle-chunk';
import { takeOverChunk } from './take-over-chunk';

export interface ImportProductsRequest extends ImportLaneRequest {
  /** When the reading was begun, epoch ms of the shop's clock. */
  readonly asOf: number;
  readonly adopts?: boolean;
  /** Jobs that the lane may have out. */
  readonly mostJobs: number;
}

/** What workers keep of a run between its steps. */
export interface KeptOfProducts {
  readonly trees: KeptByRun<CategoryTree>;
  /** Whether the catalog has a category. */
  readonly categories: KeptByRun<Map<string, boolean>>;
}

/** A job of a hundred entries takes seconds. */
const shortestWaitMs = 250;
/** A longer wait is the workflow's, which keeps no worker busy. */
const longestWaitHereMs = 2_000;

type Resolved = ResolvedImport<ImportOf<'commerce-products'>>;

/**
 * One step in a lane of products. They are worked chunk by chunk, and a chunk stage by stage: its items, then the variants
 * that its items no longer have, then its variants; each is over, with the results of its jobs read, before the next begins.
 */
export async function importProducts(
  context: WorkerContext,
  kept: KeptOfProducts,
  request: ImportProductsRequest,
): Promise<ImportLaneResult> {
  const resolved = resolveImportOf(context, request, 'commerce-products');
  const step = openLaneStep(context, resolved, request.lane);
  const tally = new ProductTally();
  const shop = openShop(connectionOf(resolved.config, resolved.settings.source, 'commercetools'));
  const work = new ChunkWork({
    step,
    storage: resolved.storage,
    import: request.import,
    runId: request.runId,
    asOf: request.asOf,
    mostJobs: request.mostJobs,
    replay: request.replay === true,
    productsOfSkus: (skus) => shop.productsOfSkus(skus, step.cancelled),
  });
  const opening = { resolved, step, tally, kept, request };
  let result: ImportLaneResult;
  try {
    if (step.pulse.keepsDying) result = step.answer({ failure: step.pulse.keepsDying });
    else if (request.dryRun) result = await preview(opening);
    else result = await workLane(work, opening);
  } catch (error) {
    result = step.troubled(error);
  } finally {
    step.close();
  }
  tally.tell(step.notes);
  const missing = tally.of('missing');
  return { ...result, ...(missing > 0 ? { missing } : {}), notes: step.notes.all };
}

interface Opening {
  readonly resolved: Resolved;
  readonly step: LaneStep;
  readonly tally: ProductTally;
  readonly kept: KeptOfProducts;
  readonly request: ImportProductsRequest;
}

/** Works the open chunk to its end, or as far as the step's time goes; opens one where none is. */
async function workLane(work: ChunkWork, opening: Opening): Promise<StepResult<CommerceLane>> {
  const { step, tally } = opening;
  await takeOverChunk(work);
  if (!work.lane.chunk) {
    const opened = await open(opening);
    if (!opened) return step.answer(step.klaviyo.blocked ?? {});
    tally.addAll(opened.tally);
    if (!(await begin(work, opened, opening))) return step.answer(work.lane.done ? { complete: true } : {});
  }
  const stopped = () => step.answer(step.klaviyo.blocked ?? {});
  while (!step.stopping()) {
    const { size, next } = work.chunk;
    const { jobs } = work.lane;
    if (size === undefined) {
      if (!(await planChunk(work))) return stopped();
    } else if (next < size && jobs.length < work.options.mostJobs) {
      if (!(await sendChunk(work))) return stopped();
    } else if (jobs.length > 0) {
      const settled = await settleChunk(work);
      if (settled === 'stopped') return stopped();
      const oldest = Math.min(...work.lane.jobs.map(({ at }) => at));
      const waitMs = settled === 'out' ? msUntilLook(oldest, shortestWaitMs) : 0;
      if (waitMs > longestWaitHereMs) return step.answer({ waitMs });
      await delay(waitMs, undefined, { signal: step.cancelled });
    } else if (await isOver(work)) {
      return step.answer(work.lane.done ? { complete: true } : {});
    }
  }
  return step.answer({});
}

/** Goes on to the next try or stage of the open chunk; true where it was the last, and the chunk is closed. */
async function isOver(work: ChunkWork): Promise<boolean> {
  const { chunk } = work;
  const { stage, tries, triesBefore = 0 } = chunk;
  if (chunk.again) {
    if (tries + 1 - triesBefore >= mostCancels) {
      const what = `The jobs of the same ${chunk.again.total} entries have come to nothing ${mostCancels} times`;
      throw new LongshoreError('job-cancelled', what);
    }
    work.began({ stage, tries: tries + 1 });
    return false;
  }
  const stages = stagesOf[chunk.work];
  const after = stages[stages.indexOf(stage) + 1];
  if (after) work.began({ stage: after, tries: 0, triesBefore: 0 });
  else await finishChunk(work);
  return after === undefined;
}

async function open({ resolved, step, kept, request }: Opening): Promise<OpenedChunk | undefined> {
  const { lane } = step.pulse;
  const { klaviyo, notes } = step;
  const { storage, settings } = resolved;
  if (lane.reconcile) {
    const { reconcile } = lane;
    const toOpen = { storage, import: request.import, lane: { ...lane, reconcile }, klaviyo, notes };
    return openReconciliation({ ...toOpen, how: settings.reconcile });
  }
  const { runId } = request;
  const categories = kept.categories.of(runId) ?? new Map<string, boolean>();
  kept.categories.keep(runId, categories);
  return openChunk({
    resolved,
    import: request.import,
    lane,
    ...(request.since === undefined ? {} : { since: request.since }),
    adopts: request.adopts === true,
    klaviyo,
    tree: await categoryTree(resolved, { runId, trees: kept.trees, signal: step.cancelled }),
    categories,
    signal: step.cancelled,
  });
}

/** Keeps an opened chunk, and counts it. False where there is nothing to be sent. */
async function begin(work: ChunkWork, opened: OpenedChunk, { resolved, step, request }: Opening): Promise<boolean> {
  const { import: importName, runId } = request;
  const { settings, storage } = resolved;
  const { pulse } = step;
  const { products, staying, errored, last, isLast } = opened;
  await replaceErrored(storage, { import: importName, runId }, errored);
  if (last === undefined || (products.length === 0 && staying.length === 0)) {
    const place = last === undefined ? {} : { after: last };
    pulse.moved({ ...pulse.lane, ...place, done: isLast }, countsOf(opened));
    return false;
  }
  const { key, reconcile } = pulse.lane;
  const what = reconcile ? settings.reconcile : 'import';
  const counts = reconcile ? noCounts : countsOf(opened);
  const name = `${runId} ${request.asOf} ${key} ${pulse.lane.after ?? ''}`;
  const content = { products: [...products], staying: [...staying] };
  const folder = await writeChunk(storage, importName, { name, content });
  const doing: CatalogChunk['work'] = what === 'report' ? 'import' : what;
  const [stage = 'items'] = stagesOf[doing];
  const chunk: CatalogChunk = { folder, work: doing, stage, tries: 0, next: 0, last, isLast, runId, counts };
  work.opened(folder, content);
  pulse.moved({ ...pulse.lane, chunk }, counts);
  return true;
}

function countsOf({ products, errored, unpublished }: OpenedChunk): Counts {
  const pending = products.reduce((sum, { variants }) => sum + 1 + variants.length, 0);
  const rejected = errored.length;
  return { read: pending + rejected + unpublished, delivered: 0, rejected, skipped: unpublished, pending };
}

/** Opens chunk after chunk, and keeps what would be sent for a person's eyes. */
async function preview(opening: Opening): Promise<StepResult<CommerceLane>> {
  const { step, resolved, request, tally } = opening;
  const { pulse } = step;
  while (!step.stopping()) {
    const opened = await open(opening);
    if (!opened) return step.answer(step.klaviyo.blocked ?? {});
    const of = { import: request.import, runId: request.runId, lane: pulse.lane };
    const hasUrls = resolved.settings.productUrlTemplate !== undefined;
    const isShown = await previewChunk(opened, { ...of, storage: resolved.storage, klaviyo: step.klaviyo, hasUrls });
    if (!isShown) return step.answer(step.klaviyo.blocked ?? {});
    tally.addAll(opened.tally);
    const { pending, ...counts } = countsOf(opened);
    const { last, isLast } = opened;
    const place = last === undefined ? {} : { after: last };
    pulse.moved(
      { ...pulse.lane, ...place, done: isLast },
      { ...counts, pending: 0, skipped: counts.skipped + pending },
    );
    if (isLast) return step.answer({ complete: true });
  }
  return step.answer({});
}
