import { largestInlineBytes } from './batch-run';
import { sectionNamePattern } from './names';
import { scheduledAtFault } from './schedules/scheduled-start';

/** What is wrong with what a batch job was started with, as a sentence; undefined where it is a `BatchRequest`. */
export function batchRequestFault(request: unknown): string | undefined {
  if (request === undefined || request === null) return 'It has no request';
  if (!isMap(request)) return 'Its request is not a JSON object';
  const { endPointName, endPointParams, id, batchJob, noWaitForDependencies, scheduledAt, ...others } = request;
  if (typeof endPointName !== 'string' || !sectionNamePattern.test(endPointName)) {
    return 'The `endPointName` of its request is no name of an end point';
  }
  if (typeof id !== 'string' || !sectionNamePattern.test(id)) {
    return 'The `id` of its request must be a text of up to 100 letters, digits, `-`, `_` and `.`, the first a letter or a digit';
  }
  if (!isMap(endPointParams)) return 'The `endPointParams` of its request are not a JSON object';
  if (JSON.stringify(endPointParams).length > largestInlineBytes) {
    return 'The `endPointParams` of its request are over 64 KB: what is so large belongs into a file that they name';
  }
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const known = '`endPointName`, `endPointParams`, `id`, `batchJob`, `noWaitForDependencies` and `scheduledAt`';
    return `Its request has \`${other.slice(0, 100)}\`, but may have ${known} only`;
  }
  if (batchJob !== undefined && (typeof batchJob !== 'string' || !sectionNamePattern.test(batchJob))) {
    return 'The `batchJob` of its request is no name of a batch job';
  }
  const wrongTime = scheduledAt === undefined ? undefined : scheduledAtFault(scheduledAt);
  if (wrongTime !== undefined) return `The \`scheduledAt\` of its request ${wrongTime}`;
  if (noWaitForDependencies === undefined) return undefined;
  if (noWaitForDependencies !== true) return 'The `noWaitForDependencies` of its request must be true, or left out';
  return batchJob === undefined
    ? 'Its request has `noWaitForDependencies`, but no `batchJob` whose dependencies it would wait for'
    : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
