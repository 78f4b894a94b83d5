import type { Counts } from '../contract/counts';
import { LongshoreError } from '../contract/failure';
import type { FoundFile } from '../contract/files';

/** Judged at once, so that a file of the wrong shape does not fill the storage with its records. */
export function tooManyRejects(file: FoundFile, counts: Counts, maxRejects: number): LongshoreError | undefined {
  if (counts.rejected <= maxRejects) return undefined;
  return new LongshoreError(
    'too-many-rejects',
    `${file.name}: ${counts.rejected} of the first ${counts.read} records were rejected, and maxRejects is ${maxRejects}`,
  );
}

/** Judged at a file's end, when the share means something. */
export function rejectRateExceeded(file: FoundFile, counts: Counts, maxRejectRate: number): LongshoreError | undefined {
  if (counts.rejected <= counts.read * maxRejectRate) return undefined;
  return new LongshoreError(
    'reject-rate-exceeded',
    `${file.name}: ${counts.rejected} of ${counts.read} records were rejected, and maxRejectRate is ${maxRejectRate}`,
  );
}
