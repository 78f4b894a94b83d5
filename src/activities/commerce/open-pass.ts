import { cancellationSignal } from '@temporalio/activity';
import { type IdRange, idRanges, openShop } from '../../connectors/commercetools';
import type { CommerceBookmark, CommerceLane, CommercePass, IdList } from '../../contract/commerce';
import { commerceResources, missingUrlTemplate } from '../../contract/commerce-rejects';
import type { RejectFilter, RunOptions } from '../../contract/run-options';
import type { Note } from '../../contract/step';
import { isMeant, itemShards, readRejects, removeChunk, type Storage, writeIdList } from '../../storage';
import { connectionOf } from '../connection-of';
import { type ResolvedCommerce, resolveCommerce } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { type ChosenPass, choosePass } from './choose-pass';

export interface OpenPassRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly options: RunOptions;
  readonly bookmark: CommerceBookmark;
  /** Set for the reading after one of everything: when that one was begun, epoch ms. */
  readonly changedSince?: number;
}

export interface OpenedPass {
  readonly pass: CommercePass;
  readonly movesBookmark: boolean;
  /** Rejects that name no record, and cannot be read again. */
  readonly leftOut: number;
  readonly notes: readonly Note[];
}

type ShopSettings = ResolvedCommerce['settings'];

/** Decides what a run reads, asks the shop for its time, and divides the ids into lanes. */
export async function openPass(context: WorkerContext, request: OpenPassRequest): Promise<OpenedPass> {
  const { config, settings, storage } = resolveCommerce(context, request);
  const { options, bookmark, changedSince } = request;
  const { incremental, overlapMs } = settings;
  // A category's new name changes those of all below it: 10,000 of them are 200 questions and 100 jobs.
  const isWhole = settings.type === 'commerce-categories';
  const chosen = choosePass({
    options: isWhole ? withoutSince(options) : options,
    bookmark,
    incremental: incremental && !isWhole,
    overlapMs,
    ...(changedSince === undefined ? {} : { changedSince }),
  });
  const resource = commerceResources[settings.type];
  const shop = openShop(connectionOf(config, settings.source, 'commercetools'));
  const { serverNow } = await shop.readPage({ resource, limit: 1, signal: cancellationSignal() });
  if (chosen.kind === 'continue' && bookmark.open) {
    return {
      pass: bookmark.open,
      movesBookmark: true,
      leftOut: 0,
      notes: [info('Going on where the run before has stopped')],
    };
  }
  const { list, unnamed = 0 } = chosen.kind === 'listed' ? await listOf(storage, request, chosen) : {};
  const lanes = list ? [{ key: 0, list, done: list.total === 0, jobs: [] }] : lanesOf(chosen, settings, changedSince);
  const since = chosen.kind === 'range' ? chosen.since : undefined;
  const movesBookmark = chosen.kind === 'range' && chosen.movesBookmark;
  if (settings.type === 'commerce-products' && movesBookmark) await forgetChunks(storage, bookmark);
  const pass: CommercePass = {
    asOf: serverNow,
    lanes,
    ...(since === undefined ? {} : { since }),
    ...(adopts(settings, bookmark) ? { adopts: true } : {}),
  };
  const read = info(whatIsRead(chosen, list, resource, movesBookmark || options.dryRun === true));
  const notes = [
    read,
    ...(unnamed > 0 ? [unnamedNote(unnamed, request.import)] : []),
    ...(changedSince === undefined ? warningsOf(settings) : []),
  ];
  return { pass, movesBookmark, leftOut: unnamed, notes };
}

function withoutSince({ since: _, ...options }: RunOptions): RunOptions {
  return options;
}

/** One lane for what was changed since: that is little, and lanes cost a request each. */
function lanesOf(chosen: ChosenPass, settings: ShopSettings, changedSince?: number): readonly CommerceLane[] {
  const isOfProducts = settings.type === 'commerce-products';
  const from = chosen.kind === 'from' ? chosen.startId : undefined;
  const isLittle = chosen.kind === 'range' && chosen.since !== undefined;
  const shards = isOfProducts ? itemShards.length - 1 : undefined;
  const fresh = idRanges(isLittle ? 1 : settings.lanes, from, shards).map(({ after, ...range }: IdRange) => ({
    ...range,
    ...(after === undefined ? {} : { after, start: after }),
    done: false,
    jobs: [],
  }));
  const more = isOfProducts ? reconciling(changedSince) : chosen.kind === 'range' ? chosen.left : [];
  return [...fresh, ...more].map((lane, key): CommerceLane => ({ ...lane, key }));
}

/** Behind a reading of everything, and of what was changed meanwhile, stands what the shop no longer has. */
function reconciling(asOf: number | undefined): readonly Omit<CommerceLane, 'key'>[] {
  return asOf === undefined ? [] : [{ reconcile: { asOf }, done: false, jobs: [] }];
}

/** What an earlier run has left open is read again with all the rest. */
async function forgetChunks(storage: Storage, { open }: CommerceBookmark): Promise<void> {
  for (const { chunk } of open?.lanes ?? []) if (chunk) await removeChunk(storage, chunk.folder);
}

/** No reading that has come to its end yet: the catalog may be that of another tool. */
function adopts(settings: ShopSettings, { watermark }: CommerceBookmark): boolean {
  if (settings.type !== 'commerce-products') return false;
  return settings.adopt === 'always' || (settings.adopt === 'first-run' && watermark === undefined);
}

function warningsOf(settings: ShopSettings): readonly Note[] {
  if (settings.type !== 'commerce-products' || settings.productUrlTemplate !== undefined) return [];
  return [{ level: 'warn', text: missingUrlTemplate }];
}

/** What is read by its ids; `unnamed` are rejects of which nobody has told whose they are. */
interface Listed {
  readonly list: IdList;
  readonly unnamed?: number;
}

async function listOf(
  storage: Storage,
  { import: importName, options }: OpenPassRequest,
  { ids }: Extract<ChosenPass, { kind: 'listed' }>,
): Promise<Listed> {
  if (!ids) return rejectedIds(storage, importName, options.replay ?? {});
  return { list: await writeIdList(storage, importName, ids) };
}

async function rejectedIds(storage: Storage, importName: string, filter: RejectFilter): Promise<Listed> {
  const ids = new Set<string>();
  let unnamed = 0;
  for await (const reject of readRejects(storage, importName)) {
    if (!isMeant(reject, filter)) continue;
    if (reject.key === undefined) unnamed += 1;
    else ids.add(reject.key);
  }
  return { list: await writeIdList(storage, importName, ids), unnamed };
}

function unnamedNote(unnamed: number, importName: string): Note {
  const text = `Rejects of which Klaviyo has not told whose they are, and which cannot be sent again: ${unnamed}`;
  return { level: 'warn', text: `${text}. \`longshore rejects discard ${importName}\` forgets them` };
}

function whatIsRead(chosen: ChosenPass, list: IdList | undefined, resource: string, movesBookmark: boolean): string {
  if (list) return `Reading ${list.total} ${resource} by their ids; the bookmark stays where it is`;
  if (chosen.kind === 'from') return `Reading ${resource} from ${chosen.startId} on; the bookmark stays where it is`;
  if (chosen.kind !== 'range' || chosen.since === undefined) return `Reading all ${resource}`;
  const since = new Date(chosen.since).toISOString();
  const stays = '; the bookmark stays, for what was changed before is not read';
  return `Reading ${resource} that were changed since ${since}${movesBookmark ? '' : stays}`;
}

const info = (text: string): Note => ({ level: 'info', text });
