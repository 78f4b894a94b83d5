import { fingerprint } from '../config';
import type { BookmarkState } from '../contract/bookmark';
import { importBookmark } from '../contract/bookmark-names';
import { type Dependencies, dependenciesOf } from '../contract/dependency';
import { LongshoreError } from '../contract/failure';
import type { ImportType } from '../contract/names';
import { productVersion } from '../product-version';
import type { OpenedCourier } from './couriers/opened-courier';
import { watchRuntime } from './notifications/runtime-alert';
import { importCalled, ownExecution, tellOfUnopened } from './notifications/tell-of-end';
import { openBookmarksOf } from './open-bookmarks';
import { openedSettings } from './opened-settings';
import { resolveImport } from './resolve-import';
import { sourceOf } from './source-of';
import type { WorkerContext } from './worker-context';

export interface OpenRunRequest {
  readonly import: string;
  readonly type: ImportType;
}

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

/** Resolves the import and reads its bookmark; tells of a run that cannot begin, and has one watched that may not last. */
export async function openRun(context: WorkerContext, request: OpenRunRequest): Promise<OpenedRun> {
  try {
    return await open(context, request);
  } catch (error) {
    await tellOfUnopened(context, (config) => importCalled(config, request.import), error);
    throw error;
  }
}

async function open(context: WorkerContext, request: OpenRunRequest): Promise<OpenedRun> {
  const resolved = resolveImport(context, request);
  const { config, settings } = resolved;
  if (settings.type !== request.type) {
    throw new LongshoreError(
      'unknown-import',
      `${request.import} is an import of type ${settings.type}, but was started as ${request.type}`,
      { remedy: `Start it with \`longshore run ${request.import}\`.` },
    );
  }
  const opened: OpenedRun = {
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
  if (settings.runtimeAlert !== undefined) {
    const job = importCalled(config, request.import);
    await watchRuntime(context.taskQueue, { job, run: ownExecution(), alertAfterMs: settings.runtimeAlert });
  }
  return opened;
}
