import type {
  CompareRequest,
  CompareResult,
  CourierFilesFound,
  FindFilesRequest,
  LandFilesRequest,
  LandFilesResult,
  ListLandedRequest,
  ListLandedResult,
  LoadFeedRequest,
  LoadFeedResult,
} from './couriers/courier-requests';
import { findCourierFiles } from './couriers/find-courier-files';
import { landFiles } from './couriers/land-files';
import { listLanded } from './couriers/list-landed';
import type { WorkerContext } from './worker-context';

/** The activities of a courier's run that any worker does. */
export interface CourierActivities {
  /** Looks for the files of a window, and writes a list of them to storage. */
  findCourierFiles(request: FindFilesRequest): Promise<CourierFilesFound>;
  /** Writes a list of what has landed of a window, and asks no bucket. */
  listLanded(request: ListLandedRequest): Promise<ListLandedResult>;
  /** A step of landing: the next objects of a list, into storage. */
  landFiles(request: LandFilesRequest): Promise<LandFilesResult>;
}

export function createCourierActivities(context: WorkerContext): CourierActivities {
  return {
    findCourierFiles: (request) => findCourierFiles(context, request),
    listLanded: (request) => listLanded(context, request),
    landFiles: (request) => landFiles(context, request),
  };
}

/** Those that are done where the tables are: by the one worker that has them open, or by any. */
export interface TableActivities {
  /** Says of each object of a list which feeds it is to be loaded into. */
  compareWithLedger(request: CompareRequest): Promise<CompareResult>;
  /** All operations of one feed, in one transaction. */
  loadFeed(request: LoadFeedRequest): Promise<LoadFeedResult>;
}
