import { type CheckDestinationRequest, type CheckDestinationResult, checkDestination } from './check-destination';
import { type ImportFilesRequest, type ImportFilesResult, importFiles } from './import-files';
import { type ListFilesRequest, type ListFilesResult, listFiles } from './list-files';
import type { WorkerContext } from './worker-context';

/** The activities of an import of files to ODP. */
export interface FilesToOdpActivities {
  listFiles(request: ListFilesRequest): Promise<ListFilesResult>;
  checkDestination(request: CheckDestinationRequest): Promise<CheckDestinationResult>;
  importFiles(request: ImportFilesRequest): Promise<ImportFilesResult>;
}

export function createFilesToOdpActivities(context: WorkerContext): FilesToOdpActivities {
  return {
    listFiles: (request) => listFiles(context, request),
    checkDestination: (request) => checkDestination(context, request),
    importFiles: (request) => importFiles(context, request),
  };
}
