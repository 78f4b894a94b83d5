import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { CourierConfig } from '../../config';
import { openSourceBucket, type S3Bucket } from '../../connectors/s3';
import type { CourierObject, PlannedObject } from '../../contract/couriers/courier-file';
import type { Note } from '../../contract/step';
import { readCourierList, type Storage, writeCourierList } from '../../storage';
import { connectionOf } from '../connection-of';
import { resolveImportOf } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import type { CourierFilesFound, FindFilesRequest } from './courier-requests';
import { type Finding, findFiles } from './find-files';
import type { ListingOptions } from './list-names';
import { completeDays, type MissingFiles, missingFailure, missingFiles } from './missing-files';
import { objectsInOrder } from './objects-in-order';
import { owedDays } from './owed-days';
import { soughtEntities } from './sought-entity';

/** Looks for the files of a window, and writes a list of them to storage. Throws as a listing does. */
export async function findCourierFiles(context: WorkerContext, request: FindFilesRequest): Promise<CourierFilesFound> {
  const { config, settings, storage } = resolveImportOf(context, request, 'courier');
  const bucket = await openSourceBucket(connectionOf(config, settings.source, 's3'));
  try {
    return await findIntoList({ bucket, storage, settings }, request, {
      signal: cancellationSignal(),
      onPage: () => heartbeat(),
    });
  } finally {
    bucket.close();
  }
}

export interface Search {
  readonly bucket: Pick<S3Bucket, 'prefix' | 'listPages'>;
  readonly storage: Storage;
  readonly settings: Pick<CourierConfig, 'entities' | 'ready' | 'quotedDates'>;
}

/**
 * Holds a part of the list and the days that there are, however many files: they are written as they are found, and read
 * again to be put in order.
 */
export async function findIntoList(
  { bucket, storage, settings }: Search,
  { window, skipMissing, ...run }: Pick<FindFilesRequest, 'import' | 'runId' | 'window' | 'skipMissing'>,
  options: ListingOptions = {},
): Promise<CourierFilesFound> {
  const place = { courier: run.import, runId: run.runId };
  const entities = soughtEntities(settings);
  const starts: number[] = [];
  let position = 0;
  const told = await withFinding(findFiles(bucket, { entities, window }, options), (objects) =>
    writeCourierList(
      storage,
      place,
      each(objects, ({ entity }) => {
        starts[entity] ??= position;
        position += 1;
      }),
    ),
  );
  const missing = missingFiles(told.finding);
  const failure = missingFailure(missing);
  const ofEntities = starts.filter((start) => start !== undefined);
  const isMeant = failure === undefined || skipMissing ? () => true : completeDays(missing);
  const days = new Set<string>();
  const amount = { objects: 0, bytes: 0 };
  const lists = ofEntities.map((from, index) =>
    readCourierList(storage, place, told.value, { from, to: ofEntities[index + 1] ?? told.value.total }),
  );
  const list = await writeCourierList(
    storage,
    place,
    each(only(objectsInOrder(lists), isMeant), ({ day, size }) => {
      options.onPage?.();
      if (day !== undefined) days.add(day);
      amount.objects += 1;
      amount.bytes += size;
    }),
  );
  const owed = owedDays(told.finding, { window, missing, skipMissing });
  const wasOwed = window.kind === 'days' && window.owed !== undefined;
  return {
    list,
    ...amount,
    days: days.size,
    ...(failure === undefined ? {} : skipMissing ? { without: failure.message } : { missing: failure.report() }),
    ...(owed.length > 0 || wasOwed ? { owed } : {}),
    notes: notesOf(told.finding, { skipMissing, missing, days: days.size, ...amount }),
  };
}

/** What is done with the objects of a search, and what the search tells at its end. */
async function withFinding<Value>(
  found: AsyncGenerator<CourierObject, Finding>,
  take: (objects: AsyncGenerator<CourierObject, void>) => Promise<Value>,
): Promise<{ readonly value: Value; readonly finding: Finding }> {
  let finding: Finding | undefined;
  const value = await take(
    (async function* () {
      finding = yield* found;
    })(),
  );
  if (finding === undefined) throw new Error('The files that were found were not read to their end');
  return { value, finding };
}

async function* each<Value>(values: AsyncIterable<Value>, told: (value: Value) => void): AsyncGenerator<Value, void> {
  for await (const value of values) {
    told(value);
    yield value;
  }
}

async function* only(
  objects: AsyncIterable<PlannedObject>,
  isMeant: (object: CourierObject) => boolean,
): AsyncGenerator<PlannedObject, void> {
  for await (const object of objects) if (isMeant(object)) yield object;
}

interface Told {
  readonly skipMissing: boolean;
  readonly missing: MissingFiles;
  readonly objects: number;
  readonly bytes: number;
  readonly days: number;
}

function notesOf({ absent, counts }: Finding, { skipMissing, missing, objects, bytes, days }: Told): Note[] {
  const ofDays = days === 0 ? '' : ` of ${days === 1 ? '1 day' : `${days} days`}`;
  const files = objects === 1 ? '1 file' : `${objects} files`;
  const notes: Note[] = [{ level: 'info', text: `Found ${files}${ofDays}, ${(bytes / 1e6).toFixed(1)} MB` }];
  if (counts.empty > 0) notes.push({ level: 'info', text: `${counts.empty} files without content are left out` });
  const failure = skipMissing ? missingFailure(missing) : undefined;
  if (failure) notes.push({ level: 'warn', text: `${failure.message}. The run goes on without` });
  const others = absent.filter((one) => !one.late && !missing.absent.includes(one));
  const optional = missingFailure({ absent: others, notReady: [] });
  if (optional) notes.push({ level: 'warn', text: `${optional.message}. They are optional` });
  return notes;
}
