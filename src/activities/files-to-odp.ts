import { type CheckDestinationRequest, type CheckDestinationResult, checkDestination } from './check-destination';
import { type FindRejectsRequest, type FindRejectsResult, findRejects } from './find-rejects';
import { type ImportFilesRequest, type ImportFilesResult, importFiles } from './import-files';
import { type ListFilesRequest, type ListFilesResult, listFiles } from './list-files';
import { type ListQuarantinedRequest, type ListQuarantinedResult, listQuarantined } from './list-quarantined';
import { type ReplayRejectsRequest, type ReplayRejectsResult, replayRejects } from './replay-rejects';
import type { WorkerContext } from './worker-context';

/** The activities of an import of files to ODP. */
export interface FilesToOdpActivities {
  listFiles(request: ListFilesRequest): Promise<ListFilesResult>;
  checkDestination(request: CheckDestinationRequest): Promise<CheckDestinationResult>;
  importFiles(request: ImportFilesRequest): Promise<ImportFilesResult>;
  /** For files of a second chance. */
  listQuarantined(request: ListQuarantinedRequest): Promise<ListQuarantinedResult>;
  findRejects(request: FindRejectsRequest): Promise<FindRejectsResult>;
  replayRejects(request: ReplayRejectsRequest): Promise<ReplayRejectsResult>;
}

export function createFilesToOdpActivities(context: WorkerContext): FilesToOdpActivities {
  return {
    listFiles: (request) => listFiles(context, request),
    checkDestination: (request) => checkDestination(context, request),
    importFiles: (request) => importFiles(context, request),
    listQuarantined: (request) => listQuarantined(context, request),
    findRejects: (request) => findRejects(context, request),
    replayRejects: (request) => replayRejects(context, request),
  };
}
