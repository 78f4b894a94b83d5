import type { CalendarDay } from '../../contract/calendar-day';
import type { CourierWindow } from '../../contract/couriers/courier-window';
import type { FeedCounts } from '../../contract/couriers/feed-counts';
import type { FailureReport } from '../../contract/failure';
import type { Note } from '../../contract/step';
import type { ListInParts } from '../../storage';

/** What every activity of a courier's run is told. `import` is the courier's name. */
export interface CourierRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
}

export interface ListLandedRequest extends CourierRequest {
  readonly window: CourierWindow;
}

/** What has landed of a window, as a list of objects in the order of all lists: day, name, entity. */
export interface ListLandedResult {
  readonly list: ListInParts;
  /** Of all its objects. */
  readonly bytes: number;
  readonly notes: readonly Note[];
}

export interface LandFilesRequest extends CourierRequest {
  /** `PlannedObject`s, to be read with `readCourierList`. */
  readonly list: ListInParts;
  /** Objects before it are done with. */
  readonly position: number;
  /** Lands what is to be loaded into no feed, too. */
  readonly all: boolean;
}

/** Objects, and their bytes as the bucket has them. */
export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** What a step of landing came to. It is complete where the position is that of the list's end. */
export interface LandFilesResult {
  /** All objects before it have landed, or were not to. */
  readonly position: number;
  /** What this step has passed of what was to land, whether it landed now or long ago. */
  readonly landed: Amount;
  readonly notes: readonly Note[];
  /** The run sleeps, in ms, and goes on: nothing but waiting helps. */
  readonly waitMs?: number;
  readonly blockedBy?: FailureReport;
  /** Why it cannot go on; then the object at `position` is to blame, unless the source as a whole is. */
  readonly failure?: FailureReport;
}

export interface LoadFeedRequest extends CourierRequest {
  /** Of this load, among all of this feed: a repeat has the same. A run that loads more than once has several. */
  readonly loadId: string;
  /** `PlannedObject`s, all of which have landed that have `feed` among their feeds, but those that are left out. */
  readonly list: ListInParts;
  /** Which one, by its place among the load operations. */
  readonly feed: number;
  /** Positions in the list of objects that did not land, and that people have said to go on without. */
  readonly leftOut: readonly number[];
}

export interface LoadFeedResult {
  /** Its name, which is that of its table. */
  readonly feed: string;
  readonly counts: FeedCounts;
  /** How many files were read. */
  readonly files: number;
  /** True where an attempt before this one, or this run before, had loaded it. */
  readonly repeated: boolean;
  readonly notes: readonly Note[];
}

/** A feed of the load operations, by its place among them, and what there is to do for it. */
export interface FeedWork extends Amount {
  readonly feed: number;
}

export interface CompareRequest extends CourierRequest {
  /** `CourierObject`s or `PlannedObject`s. */
  readonly list: ListInParts;
  /** Feeds whose tables lie in one connection, by their places among the load operations; or those that there are not. */
  readonly feeds: readonly number[];
}

export interface CompareResult {
  /** The same objects in the same order, as `PlannedObject`s: with these feeds where they are to be loaded into them. */
  readonly list: ListInParts;
  readonly feeds: readonly FeedWork[];
  /** How many objects there are that are to be loaded into a feed, of this comparison or one before. */
  readonly toLoad: number;
}

export interface FindFilesRequest extends CourierRequest {
  readonly window: CourierWindow;
  /** Takes what there is, also of days that lack something. */
  readonly skipMissing: boolean;
}

export interface CourierFilesFound extends Amount {
  /** `CourierObject`s in the order in which they count: day, then the bytes of the name, then entity. */
  readonly list: ListInParts;
  /** How many days there are in it. */
  readonly days: number;
  /** What was looked for and is not there: then the list has the days alone that lack nothing, unless missing is skipped. */
  readonly missing?: FailureReport;
  /** The same where it is gone on without, in words. */
  readonly without?: string;
  /** Days that are gone on without, of this window and of earlier ones; left out where none is, and none was. */
  readonly owed?: readonly CalendarDay[];
  readonly notes: readonly Note[];
}
