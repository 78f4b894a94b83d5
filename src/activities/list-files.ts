import { cancellationSignal, heartbeat } from '@temporalio/activity';
import picomatch from 'picomatch';
import type { FilesToOdpImport } from '../config';
import { openContainer } from '../connectors/azure-blob';
import type { FilesCursor, FoundFile } from '../contract/files';
import type { Note } from '../contract/step';
import { type LedgerEntry, readFoundFiles, readLedger, type Storage, writeFoundFiles, writeLedger } from '../storage';
import { connectionOf } from './connection-of';
import { OldestFiles } from './oldest-files';
import { resolveFiles } from './resolve-import';
import type { WorkerContext } from './worker-context';

export interface ListFilesRequest {
  readonly import: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly files: FilesCursor;
  /** The source's clock at the run's first listing, epoch ms; what changed later is left to the next run. */
  readonly horizon?: number;
}

export interface ListFilesResult {
  /** The cursor over the new list; without a list where nothing is new. */
  readonly files: FilesCursor;
  readonly horizon: number;
  /** True where there are more new files than the list holds. */
  readonly more: boolean;
  /** Set where files are so fresh that others of their second may follow: list again after this, in ms. */
  readonly settleMs?: number;
  readonly notes: readonly Note[];
}

/** 100,000 files are about 20 MB here; the rest is found by the next listing of the same run. */
const mostFiles = 100_000;
const mostNamed = 10;
/** Clocks differ by seconds; a cursor an hour ahead was set by mistake, and hides what comes before it. */
const farAheadMs = 3_600_000;

/**
 * Finds the files that are not imported yet, oldest first, names break ties.
 *
 * New is what changed at or after the cursor's time, less an overlap, and is not in the ledger: a strict "after" would
 * lose files of the cursor's second. What changed within the settling time before the listing waits, for the service
 * tells whole seconds and lists page by page, so that another file of that second may still appear behind the page.
 *
 * @param most files that one list takes
 */
export async function listFiles(
  context: WorkerContext,
  request: ListFilesRequest,
  most = mostFiles,
): Promise<ListFilesResult> {
  const { config, settings, storage } = resolveFiles(context, request);
  const { files } = request;
  const since = files.lastFileTimestamp - settings.overlapMs;
  const ledger = await doneSince(storage, request, since);
  const done = new Set(ledger.map(versionOf));
  const isMatch = picomatch(settings.match, { dot: true });
  const found = new OldestFiles(most);
  let horizon = request.horizon;
  let fresh = 0;

  const pages = openContainer(connectionOf(config, settings.source, 'azure-blob')).listPages({
    signal: cancellationSignal(),
    ...(settings.prefix === undefined ? {} : { prefix: settings.prefix }),
  });
  for await (const page of pages) {
    heartbeat();
    const firstListing = request.horizon === undefined;
    horizon ??= page.serverTime;
    for (const { name, etag, timestamp, size } of page.blobs) {
      const file: FoundFile = { name, etag, timestamp, size };
      if (timestamp < since || timestamp > horizon || !isMatch(name) || done.has(versionOf(file))) continue;
      if (firstListing && timestamp > horizon - settings.settleMs) fresh += 1;
      found.add(file);
    }
  }
  const result = { horizon: horizon ?? 0, more: found.left > 0 };
  if (fresh > 0) {
    // 1 s: the service's clock tells whole seconds.
    return { ...result, files, settleMs: settings.settleMs + 1_000, notes: [] };
  }
  const sorted = found.sorted();
  const next = await cursorOver(storage, request, { sorted, ledger, settings });
  const notes: Note[] = [{ level: 'info', text: tellFound(sorted, found.left, settings) }];
  if (files.lastFileTimestamp > result.horizon + farAheadMs) notes.push({ level: 'warn', text: tellFuture(files) });
  return { ...result, files: next, notes };
}

/** What is done at or after a time: of the ledger, and of the list as far as the last run came in it. */
async function doneSince(
  storage: Storage,
  { import: importName, files }: ListFilesRequest,
  since: number,
): Promise<LedgerEntry[]> {
  const entries = files.ledger === undefined ? [] : await readLedger(storage, importName, files.ledger);
  if (files.list) {
    for (const range of [{ from: 0, to: files.position }, ...(files.ahead ?? [])]) {
      for await (const { name, etag, timestamp } of readFoundFiles(storage, importName, files.list, range)) {
        entries.push({ name, etag, timestamp });
      }
    }
  }
  return entries.filter((entry) => entry.timestamp >= since);
}

function versionOf(file: { readonly name: string; readonly etag: string }): string {
  return `${file.name}\n${file.etag}`;
}

async function cursorOver(
  storage: Storage,
  request: ListFilesRequest,
  found: {
    readonly sorted: readonly FoundFile[];
    readonly ledger: readonly LedgerEntry[];
    readonly settings: FilesToOdpImport;
  },
): Promise<FilesCursor> {
  const { sorted, ledger, settings } = found;
  const { source, lastFileTimestamp, file, begun = [] } = request.files;
  const places = new Map([...begun, ...(file ? [file] : [])].map((place) => [versionOf(place), place]));
  // What is imported after an older file must overwrite it, whole: only the oldest is gone on with, unless files are said
  // not to overlap.
  const candidates = settings.parallelFiles > 1 ? sorted : sorted.slice(0, 1);
  const stillBegun = candidates.flatMap((candidate) => places.get(versionOf(candidate)) ?? []);
  return {
    source,
    lastFileTimestamp,
    position: 0,
    bytesDone: 0,
    quarantined: 0,
    ...(ledger.length === 0 ? {} : { ledger: await writeLedger(storage, request.import, ledger) }),
    ...(sorted.length === 0 ? {} : { list: await writeFoundFiles(storage, request.import, sorted) }),
    ...(stillBegun.length === 0 ? {} : { begun: stillBegun }),
  };
}

function tellFuture(files: FilesCursor): string {
  const time = new Date(files.lastFileTimestamp).toISOString();
  return `The bookmark stands at ${time}, which is yet to come: files that change before it are not found`;
}

function tellFound(sorted: readonly FoundFile[], left: number, settings: FilesToOdpImport): string {
  if (sorted.length === 0) return `Found no new files matching ${settings.match}`;
  const names = sorted.slice(0, mostNamed).map((file) => file.name.slice(0, 100));
  const rest = sorted.length - names.length + left;
  return `Found ${sorted.length + left} new file${sorted.length + left === 1 ? '' : 's'}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
