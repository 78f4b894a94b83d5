import { getClient } from '@temporalio/activity';
import { fingerprint } from '../config';
import type { BookmarkState, BookmarkWrite } from '../contract/bookmark';
import { importBookmark } from '../contract/bookmark-names';
import { type Dependencies, type DependencyState, dependenciesOf } from '../contract/dependency';
import { LongshoreError } from '../contract/failure';
import type { ImportType } from '../contract/names';
import type { JournalEntry, RunRecord } from '../contract/run';
import { productVersion } from '../product-version';
import { openStorage, writeJournal, writeRunRecord } from '../storage';
import type { OpenedCourier } from './couriers/opened-courier';
import { logJournal } from './log-journal';
import { type Looked, lookAtAll } from './look-at-dependencies';
import { openBookmarksOf } from './open-bookmarks';
import { openedSettings } from './opened-settings';
import { resolveImport } from './resolve-import';
import { sourceOf } from './source-of';
import type { WorkerContext } from './worker-context';

/** What a run learns at its start: nothing in it is secret. Times in ms. */
export interface OpenedRun {
  readonly version: string;
  readonly title: string;
  readonly records: string;
  /** Hashes of the configuration as written, by key; every step carries it. */
  readonly fingerprint: Readonly<Record<string, string>>;
  /** What is read, in words; a bookmark is not used for another source. */
  readonly source: string;
  readonly giveUpAfterMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Of an import without files, which judges them over the run; else they are judged file by file. */
  readonly rejectLimits?: { readonly maxRejects: number; readonly maxRejectRate: number };
  /** Files that are imported side by side. Runs that were opened by an earlier version do not say: one. */
  readonly parallelFiles?: number;
  /** Left out where the import depends on no other. */
  readonly dependencies?: Dependencies;
  /** Of a courier. */
  readonly courier?: OpenedCourier;
  readonly bookmark: BookmarkState;
}

export interface LookAtDependenciesRequest extends Looked {
  readonly import: string;
  readonly fingerprint: Readonly<Record<string, string>>;
}

export interface CheckpointRequest {
  readonly import: string;
  readonly runId: string;
  readonly write?: BookmarkWrite;
  readonly journal: readonly JournalEntry[];
}

/** The activities that every import has around its steps. */
export interface RunActivities {
  /** Resolves the import and reads its bookmark. */
  openRun(request: { readonly import: string; readonly type: ImportType }): Promise<OpenedRun>;
  /** How everything is now that a run waits for. */
  lookAtDependencies(request: LookAtDependenciesRequest): Promise<readonly DependencyState[]>;
  /** Moves the bookmark, then the journal to storage and log. A repeat changes nothing. */
  checkpoint(request: CheckpointRequest): Promise<{ readonly bookmarkVersion?: number }>;
  /** Leaves the run's record and the rest of its journal in storage. */
  closeRun(request: { readonly record: RunRecord; readonly journal: readonly JournalEntry[] }): Promise<void>;
  /** Asks Temporal to cancel a run that was cancelled by signal. A repeat changes nothing. */
  requestCancel(run: { readonly workflowId: string; readonly runId: string }): Promise<void>;
}

export function createRunActivities(context: WorkerContext): RunActivities {
  return {
    async openRun(request) {
      const resolved = resolveImport(context, request);
      const { config, settings } = resolved;
      if (settings.type !== request.type) {
        throw new LongshoreError(
          'unknown-import',
          `${request.import} is an import of type ${settings.type}, but was started as ${request.type}`,
          { remedy: `Start it with \`longshore run ${request.import}\`.` },
        );
      }
      return {
        ...(await openedSettings(config, settings)),
        version: productVersion,
        title: settings.title,
        records: settings.records,
        fingerprint: fingerprint(config, request.import),
        source: sourceOf(config, settings),
        giveUpAfterMs: settings.giveUpAfterMs,
        heartbeatTimeoutMs: config.steps.heartbeatTimeoutMs,
        ...(settings.dependsOn.length === 0
          ? {}
          : { dependencies: dependenciesOf(settings.dependsOn, config.steps.dependencyLookMs) }),
        bookmark: await (await openBookmarksOf(resolved, request.import)).read(importBookmark(request.import)),
      };
    },

    async lookAtDependencies(request) {
      const { config, storage, settings } = resolveImport(context, request);
      return lookAtAll({ config, storage, dependsOn: settings.dependsOn }, request);
    },

    async checkpoint(request) {
      const resolved = resolveImport(context, request);
      const bookmarks = await openBookmarksOf(resolved, request.import);
      const state = request.write && (await bookmarks.write(importBookmark(request.import), request.write));
      await writeJournal(resolved.storage, request, request.journal);
      logJournal(request.journal);
      return state ? { bookmarkVersion: state.version } : {};
    },

    async closeRun({ record, journal }) {
      const { config } = resolveImport(context, record);
      const storage = openStorage(config.storage);
      await writeJournal(storage, record, journal);
      await writeRunRecord(storage, record);
      logJournal(journal);
    },

    async requestCancel({ workflowId, runId }) {
      await getClient().workflow.getHandle(workflowId, runId).cancel();
    },
  };
}
