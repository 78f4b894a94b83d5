import { type CatalogAction, catalogForm, RequestPacker } from '../../connectors/klaviyo';
import type { CommerceJob } from '../../contract/commerce';
import { deliverEntries } from '../delivery/deliver-entries';
import { kindOf } from './chunk-entries';
import type { ChunkWork } from './chunk-work';
import type { LaneEntry } from './lane-batch';
import { refuseEntries } from './refuse-entries';
import { submitJob } from './submit-job';

/** Sends the next entries of the present try as one job, as full as it may be. False where the step ended first. */
export async function sendChunk(work: ChunkWork): Promise<boolean> {
  const { chunk } = work;
  const { step, storage, import: importName, runId } = work.options;
  const entries = await work.entries();
  const kind = kindOf(chunk.stage);
  const { action, ids } = nextIds(await work.ids(), chunk.next);
  const form = catalogForm(action, kind);
  const packer = new RequestPacker<LaneEntry>(form);
  let full: readonly LaneEntry[] | undefined;
  for (const id of ids.slice(0, form.most)) {
    full = packer.add({ id, json: entries.text(chunk.stage, action, id) })?.entries;
    if (full) break;
  }
  const jobs: CommerceJob[] = [];
  const toSend = full ?? packer.rest()?.entries ?? [];
  const of = { import: importName, runId, resource: kind === 'items' ? 'products' : 'variants', page: chunk.tries + 1 };
  const { refused, left } = await deliverEntries(toSend, {
    send: async (some) => {
      const { outcome, job } = await submitJob(step.klaviyo, storage, { ...of, form, action, entries: some });
      if (job) jobs.push(job);
      return outcome;
    },
  });
  if (left.length > 0) return false;
  const { change, counts } = await refuseEntries(
    work,
    refused.map(({ entry, ...why }) => ({ id: entry.id, ...why })),
  );
  work.moved({ next: chunk.next + toSend.length, ...change }, counts, [...work.lane.jobs, ...jobs]);
  return true;
}

/** The ids of one action that are still to go out. */
function nextIds(
  all: Readonly<Record<CatalogAction, readonly string[]>>,
  next: number,
): { readonly action: CatalogAction; readonly ids: readonly string[] } {
  let from = next;
  for (const action of ['create', 'update'] as const) {
    if (from < all[action].length) return { action, ids: all[action].slice(from) };
    from -= all[action].length;
  }
  return { action: 'delete', ids: all.delete.slice(from) };
}
