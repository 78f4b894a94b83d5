/** How a run waits for something before it begins. Times in ms. */
interface WaitTerms {
  /** The last completion is to be no older than this at the start of the run that waits. Left out: of any age. */
  readonly withinMs?: number | undefined;
  /** False: an import is waited for only while it runs, and a state is not waited for. */
  readonly required: boolean;
  /** How long it is waited for. */
  readonly timeoutMs: number;
}

/** An import that another waits for before its runs begin. */
export interface ImportDependency extends WaitTerms {
  readonly import: string;
}

/** The completed state of a job that Longshore does not run. */
export interface BookmarkDependency extends WaitTerms {
  /** The job's name. */
  readonly bookmark: string;
  /** Name of the place that it is in; left out, where bookmarks are kept if nothing else is said. */
  readonly place?: string | undefined;
  readonly domain: string;
  readonly dataset: string;
  readonly username: string;
  readonly fileType: string;
}

export type Dependency = ImportDependency | BookmarkDependency;

/** What a run waits for before its first step, as its configuration has it. */
export interface Dependencies {
  readonly imports: readonly ImportDependency[];
  /** Left out where there are none. */
  readonly bookmarks?: readonly BookmarkDependency[];
  /** The shortest time between two looks, in ms. */
  readonly lookMs: number;
}

/** An import as it was found at a look. */
export interface ImportState {
  readonly import: string;
  readonly running: boolean;
  /** When a run of it completed last, epoch ms; left out where none ever has. */
  readonly completedAt?: number;
}

/** The newest completed state of a job as it was found at a look. Where it never completed only its name is there. */
export interface JobState {
  readonly bookmark: string;
  readonly completedAt?: number;
  /** Version of the completed state. */
  readonly version?: number;
}

export type DependencyState = ImportState | JobState;

export function isBookmarkDependency(dependency: Dependency): dependency is BookmarkDependency {
  return 'bookmark' in dependency;
}

export function isImportDependency(dependency: Dependency): dependency is ImportDependency {
  return 'import' in dependency;
}

/** As messages call it. */
export function dependencyName(dependency: Dependency): string {
  return 'import' in dependency ? dependency.import : dependency.bookmark;
}

/** Code of such a wait in a run's progress. */
export const dependencyWaitCode = 'waiting-for-dependency';
