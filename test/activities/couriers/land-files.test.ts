import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import type { S3StandIn } from '../../../sandbox/s3-stand-in';
import { createCourierActivities } from '../../../src/activities';
import type { LandFilesResult, ListLandedResult } from '../../../src/activities/couriers/courier-requests';
import { Governors } from '../../../src/activities/delivery/governors';
import { fingerprint, loadConfig } from '../../../src/config';
import { openBucket } from '../../../src/connectors/s3';
import type { PlannedObject } from '../../../src/contract/couriers/courier-file';
import { windowOfDay } from '../../../src/contract/couriers/courier-window';
import {
  type ListInParts,
  openStorage,
  readCourierList,
  readLanded,
  type Storage,
  writeCourierList,
  writeLanded,
} from '../../../src/storage';
import { startStandInBucket } from '../../connectors/s3/stand-in-bucket';
import { collect } from '../../storage/scratch-storage';
import { silentLogger } from '../silent-logger';

let standIn: S3StandIn;
let settings: Awaited<ReturnType<typeof startStandInBucket>>['settings'];
let folder: string;
let storage: Storage;
beforeAll(async () => {
  ({ standIn, settings } = await startStandInBucket());
});
afterAll(() => standIn.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-land-'));
  storage = openStorage({ type: 'directory', path: join(folder, '.longshore') });
  await configure({});
});
afterEach(async () => {
  standIn.clearFaults();
  await rm(folder, { recursive: true, force: true });
});

const place = { courier: 'optimizely', runId: 'r1' };
const decisions = (landAs: Readonly<Record<string, unknown>> = {}) => ({
  'object/type': 'file',
  'object/file-pattern': "'decisions/'yyyy-MM-dd'/*.csv'",
  'object/land-as': { 'file/tag': 'decisions', 'file/content-type': 'text/csv', ...landAs },
});

async function configure({ entities = [decisions()], steps = {} }: { entities?: readonly object[]; steps?: object }) {
  const { bucket, region, endpoint, credentials } = settings;
  const file = {
    storage: { type: 'directory' },
    steps,
    connections: { events: { type: 's3', bucket, region, endpoint, credentials } },
    couriers: { optimizely: { source: 'events', entities, loadOperations: {} } },
  };
  await writeFile(join(folder, 'longshore.yaml'), stringify(file));
}

function context() {
  return { configPath: join(folder, 'longshore.yaml'), env: {}, taskQueue: 'q', governors: new Governors() };
}

function request() {
  const config = loadConfig({ path: join(folder, 'longshore.yaml'), env: {} });
  return { import: 'optimizely', runId: 'r1', fingerprint: fingerprint(config, 'optimizely') };
}

/** Puts objects, and lists them as a run does. */
async function listed(names: readonly string[], content: string | Buffer = 'a,b\n1,2\n'): Promise<ListInParts> {
  const bucket = openBucket(settings);
  const objects: PlannedObject[] = [];
  for (const name of names) {
    const outcome = await bucket.put(name, Buffer.from(content));
    const etag = outcome.written ? outcome.etag : '';
    const [, day] = name.split('/');
    const of = day === undefined ? { entity: 1 } : { entity: 0, day };
    objects.push({ ...of, name, etag, timestamp: 1, size: content.length, late: false, feeds: [] });
  }
  bucket.close();
  return writeCourierList(
    storage,
    place,
    (async function* () {
      yield* objects;
    })(),
  );
}

interface StepOptions {
  readonly position?: number;
  readonly details?: unknown;
  /** Cancels the step when it has told that it is here. */
  readonly cancelAt?: number;
}

async function step(list: ListInParts, { position = 0, details, cancelAt }: StepOptions = {}) {
  const environment = new MockActivityEnvironment(
    details === undefined ? {} : { attempt: 2, heartbeatDetails: JSON.parse(JSON.stringify(details)) },
    { logger: silentLogger },
  );
  const heartbeats: Record<string, unknown>[] = [];
  environment.on('heartbeat', (beat) => {
    heartbeats.push(JSON.parse(JSON.stringify(beat)));
    if (beat.cursor.position === cancelAt) environment.cancel();
  });
  const { landFiles } = createCourierActivities(context());
  const result: LandFilesResult = await environment.run(landFiles, { ...request(), list, position, all: true });
  return { result, heartbeats };
}

const names = ['decisions/2020-09-13/1.csv', 'decisions/2020-09-13/2.csv', 'decisions/2020-09-14/1.csv'];

test('a step lands what the list has, and tells how far it is', async () => {
  const list = await listed(names);
  const { result, heartbeats } = await step(list);
  const notes = [{ level: 'info', text: 'Landed 3 files, 0.0 MB' }];
  expect(result).toEqual({ position: 3, landed: { objects: 3, bytes: 24 }, notes });
  for await (const object of readCourierList(storage, place, list)) {
    expect(await readLanded(storage, 'optimizely', object)).toMatchObject({ files: [{ bytes: 8 }] });
  }
  expect(heartbeats[0]).toEqual({
    ...{ cursor: { list: list.hash, position: 0 }, landed: { objects: 0, bytes: 0 }, moved: false, beginnings: 1 },
    ...{ counts: expect.anything(), addedPercent: 0, filesDone: 0 },
  });
  expect(heartbeats.map(({ current }) => current)).toContain(names[0]);
});

test('a step after a worker was lost goes on where that was, and counts what that has landed', async () => {
  const list = await listed(names);
  const { heartbeats } = await step(list);
  const details = { ...heartbeats[0], cursor: { list: list.hash, position: 2 }, landed: { objects: 2, bytes: 16 } };
  const { result, heartbeats: after } = await step(list, { details: { ...details, moved: true } });
  expect(result).toMatchObject({ position: 3, landed: { objects: 3, bytes: 24 } });
  expect(result.notes).toEqual([{ level: 'warn', text: 'Going on with landing after a worker was lost' }]);
  expect(after[0]).toMatchObject({ cursor: { position: 2 }, beginnings: 2, filesDone: 2, addedPercent: 66.7 });
  const { result: other } = await step(list, { details: { ...details, cursor: { list: 'another', position: 2 } } });
  expect(other).toMatchObject({ position: 3, notes: [] });
});

test('three deaths in a row before anything moved end the run, with the name of what was landing', async () => {
  const list = await listed(names);
  const { heartbeats } = await step(list);
  const details = { ...heartbeats[0], current: names[0], beginnings: 3 };
  const { result } = await step(list, { details });
  expect(result).toMatchObject({
    position: 0,
    failure: { code: 'step-keeps-dying', message: `3 attempts in a row ended while ${names[0]} landed` },
  });
  expect((await step(list, { details: { ...details, moved: true } })).result).toMatchObject({ position: 3 });
});

test('a bucket that is busy is waited for, one that refuses ends the run; what has landed counts', async () => {
  const list = await listed(names);
  const answer = (status: number, code: string) =>
    standIn.addFault({ method: 'GET', key: names[1], action: { kind: 'answer', status, code } });
  answer(403, 'AccessDenied');
  expect((await step(list)).result).toMatchObject({
    ...{ position: 1, landed: { objects: 1 } },
    failure: {
      code: 'source-auth',
      message: expect.stringContaining(names[1] ?? ''),
      remedy: expect.stringContaining('kms:Decrypt'),
    },
  });
  standIn.clearFaults();
  await openBucketAnd(async (bucket) => void (await bucket.put(names[1] ?? '', Buffer.from('another'))));
  expect((await step(list, { position: 1 })).result).toMatchObject({ position: 1, failure: { code: 'file-changed' } });
});

async function openBucketAnd(work: (bucket: ReturnType<typeof openBucket>) => Promise<void>): Promise<void> {
  const bucket = openBucket(settings);
  await work(bucket);
  bucket.close();
}

test('a step that is cancelled answers what has landed', async () => {
  const list = await listed(names);
  standIn.addFault({ method: 'GET', key: names[1], action: { kind: 'delay', ms: 30_000 } });
  const begun = Date.now();
  expect((await step(list, { cancelAt: 1 })).result).toMatchObject({ position: 1, landed: { objects: 1 } });
  expect(Date.now() - begun).toBeLessThan(20_000);
});

test('a list that is gone is an error', async () => {
  expect((await step({ hash: '0', total: 1 })).result).toMatchObject({
    position: 0,
    failure: { code: 'storage-missing' },
  });
});

describe('What has landed is listed without asking a bucket', () => {
  async function list(day: string, lookBackDays = 0) {
    const { listLanded } = createCourierActivities(context());
    const environment = new MockActivityEnvironment({}, { logger: silentLogger });
    const { length } = standIn.requests();
    const result: ListLandedResult = await environment.run(listLanded, {
      ...request(),
      window: windowOfDay(day, lookBackDays),
    });
    expect(standIn.requests()).toHaveLength(length);
    return { ...result, objects: await collect(readCourierList(storage, place, result.list)) };
  }

  test('of the days of a window, in the order in which files count', async () => {
    await step(await listed([...names].reverse()));
    const found = await list('2020-09-13');
    expect(found.objects.map(({ name }) => name)).toEqual(names.slice(0, 2));
    expect(found.bytes).toBe(16);
    const two = await list('2020-09-14', 1);
    expect(two.objects.map(({ name, late }) => [name, late])).toEqual([
      ...[
        [names[0], true],
        [names[1], true],
        [names[2], false],
      ],
    ]);
  });

  test('of an undated pattern on each day, by the place that has no day', async () => {
    const undated = { ...decisions(), 'object/file-pattern': 'customers.csv' };
    await configure({ entities: [decisions(), undated] });
    await step(await listed(['customers.csv']));
    for (const day of ['2020-09-13', '2021-01-01']) {
      const { objects } = await list(day);
      expect(objects).toMatchObject([{ entity: 1, name: 'customers.csv', late: false }]);
      expect(objects[0]).not.toHaveProperty('day');
    }
    await configure({ entities: [decisions(), { ...undated, 'object/file-pattern': "'customers.csv'dd" }] });
    expect((await list('2020-09-13')).objects).toEqual([]);
  });

  test('of an object that was overwritten the newest version alone', async () => {
    await step(await listed(names.slice(0, 1)));
    const older = await list('2020-09-13');
    const { objects } = older;
    const newer = { ...(objects[0] as PlannedObject), etag: 'e2', timestamp: 5, size: 9 };
    await rewrite(objects[0] as PlannedObject, newer);
    expect((await list('2020-09-13')).objects).toMatchObject([{ etag: 'e2', size: 9 }]);
    await rewrite(objects[0] as PlannedObject, { ...newer, etag: 'e0', timestamp: 0 });
    expect((await list('2020-09-13')).objects).toMatchObject([{ etag: 'e2' }]);
  });

  async function rewrite(from: PlannedObject, to: PlannedObject): Promise<void> {
    const landed = await readLanded(storage, 'optimizely', from);
    const { etag, timestamp, size } = to;
    if (landed) await writeLanded(storage, { ...landed, etag, timestamp, size });
  }

  test('with the settings of now; what would have to be fetched for them is told', async () => {
    const ofList = await listed(names.slice(0, 1));
    await step(ofList);
    await configure({ entities: [decisions({ 'file/separator': ';' })] });
    expect((await list('2020-09-13')).objects).toMatchObject([{ entity: 0 }]);
    for await (const object of readCourierList(storage, place, ofList)) {
      expect(await readLanded(storage, 'optimizely', object)).toMatchObject({
        files: [{ landAs: { separator: ';' } }],
      });
    }
    await configure({ entities: [decisions({ 'file/tag': 'conversions' })] });
    const other = await list('2020-09-13');
    expect(other.objects).toEqual([]);
    expect(other.notes).toEqual([
      { level: 'warn', text: `Left out ${names[0]}: it has landed for other entities than there are now` },
    ]);
  });
});
