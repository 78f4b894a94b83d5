/** How a run waits for something before it begins. Times in ms. */
interface WaitTerms {
  /** The last completion is to be no older than this at the start of the run that waits. Left out: of any age. */
  readonly withinMs?: number | undefined;
  /** False: an import or a batch job is waited for only while it runs, and a state is not waited for. */
  readonly required: boolean;
  /** How long it is waited for. */
  readonly timeoutMs: number;
}

/** An import that is waited for. */
export interface ImportDependency extends WaitTerms {
  readonly import: string;
}

/** A batch job that is waited for, by its name under `batchJobs`, which is also its id. */
export interface BatchJobDependency extends WaitTerms {
  readonly batchJob: string;
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

export type Dependency = ImportDependency | BatchJobDependency | BookmarkDependency;

/** What a run waits for before its first step, or a batch job before its first pass, as the configuration has it. */
export interface Dependencies {
  readonly imports: readonly ImportDependency[];
  /** Left out where there are none. */
  readonly batchJobs?: readonly BatchJobDependency[];
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

/** A batch job as it was found at a look. */
export interface BatchJobState {
  readonly batchJob: string;
  readonly running: boolean;
  /** When it completed last, epoch ms; left out where it never has. */
  readonly completedAt?: number;
}

/** The newest completed state of a job as it was found at a look. Where it never completed only its name is there. */
export interface JobState {
  readonly bookmark: string;
  readonly completedAt?: number;
  /** Version of the completed state. */
  readonly version?: number;
}

export type DependencyState = ImportState | BatchJobState | JobState;

export function isBookmarkDependency(dependency: Dependency): dependency is BookmarkDependency {
  return 'bookmark' in dependency;
}

export function isBatchJobDependency(dependency: Dependency): dependency is BatchJobDependency {
  return 'batchJob' in dependency;
}

export function isImportDependency(dependency: Dependency): dependency is ImportDependency {
  return 'import' in dependency;
}

/** What is waited for, by its kinds. */
export function dependenciesOf(dependsOn: readonly Dependency[], lookMs: number): Dependencies {
  const batchJobs = dependsOn.filter(isBatchJobDependency);
  const bookmarks = dependsOn.filter(isBookmarkDependency);
  return {
    imports: dependsOn.filter(isImportDependency),
    ...(batchJobs.length > 0 ? { batchJobs } : {}),
    ...(bookmarks.length > 0 ? { bookmarks } : {}),
    lookMs,
  };
}

/** As messages call it. */
export function dependencyName(dependency: Dependency): string {
  if ('import' in dependency) return dependency.import;
  return 'batchJob' in dependency ? dependency.batchJob : dependency.bookmark;
}

/** Code of such a wait in a run's progress. */
export const dependencyWaitCode = 'waiting-for-dependency';
