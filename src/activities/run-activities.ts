import { getClient } from '@temporalio/activity';
import type { BookmarkWrite } from '../contract/bookmark';
import { importBookmark } from '../contract/bookmark-names';
import type { DependencyState } from '../contract/dependency';
import type { JournalEntry, RunRecord } from '../contract/run';
import { openStorage, writeJournal, writeRunRecord } from '../storage';
import { logJournal } from './log-journal';
import { type Looked, lookAtAll } from './look-at-dependencies';
import { endRuntimeWatch } from './notifications/runtime-alert';
import { tellOfRun } from './notifications/tell-of-end';
import { openBookmarksOf } from './open-bookmarks';
import { type OpenedRun, type OpenRunRequest, openRun } from './open-run';
import { resolveImport } from './resolve-import';
import type { WorkerContext } from './worker-context';

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
  openRun(request: OpenRunRequest): Promise<OpenedRun>;
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
    openRun: (request) => openRun(context, request),

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
      const { config, settings } = resolveImport(context, record);
      const storage = openStorage(config.storage);
      await writeJournal(storage, record, journal);
      await writeRunRecord(storage, record);
      logJournal(journal);
      const isWatched = settings.runtimeAlert !== undefined;
      await Promise.all([
        tellOfRun(context, config, record),
        isWatched ? endRuntimeWatch(record.workflowId) : undefined,
      ]);
    },

    async requestCancel({ workflowId, runId }) {
      await getClient().workflow.getHandle(workflowId, runId).cancel();
    },
  };
}
