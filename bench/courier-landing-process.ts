import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchLanded } from '../src/activities/couriers/fetch-landed';
import { landNext } from '../src/activities/couriers/land-next';
import type { CourierEntity } from '../src/config';
import { openBucket, type S3Bucket } from '../src/connectors/s3';
import type { PlannedObject } from '../src/contract/couriers/courier-file';
import { listLanded, openStorage } from '../src/storage';
import type { LandingOrder } from './courier-landing';

const entity: CourierEntity = {
  type: 'file',
  pattern: '*.csv',
  required: true,
  landAs: { tag: 'decisions', contentType: 'text/csv' },
};

async function* planned(bucket: S3Bucket): AsyncGenerator<PlannedObject, void> {
  for await (const page of bucket.listPages()) {
    for (const object of page) yield { ...object, entity: 0, late: false, feeds: [] };
  }
}

async function run({ settings, folder }: LandingOrder): Promise<void> {
  const bucket = openBucket(settings);
  const storage = openStorage({ type: 'directory', path: join(folder, 'storage') });
  process.send?.({ ready: true });
  await once(process, 'message');
  const nothing = (): undefined => undefined;
  const began = performance.now();
  const { error } = await landNext(
    planned(bucket),
    { position: 0, landed: { objects: 0, bytes: 0 } },
    {
      ...{ bucket, storage, courier: 'bench', runId: 'bench', entities: [entity], all: true },
      ...{ signal: new AbortController().signal, stopping: () => false },
      ...{ landing: nothing, left: nothing, moved: nothing },
    },
  );
  if (error) throw error;
  const landed = performance.now();
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const objects = [];
  for await (const object of listLanded(storage)) objects.push(object);
  const files = await fetchLanded(storage, objects, { folder: scratch, tags: ['decisions'] });
  const fetched = performance.now();
  let bytes = 0;
  for (const { path } of files) bytes += (await stat(path)).size;
  process.send?.({ landSeconds: (landed - began) / 1_000, fetchSeconds: (fetched - landed) / 1_000, bytes });
}

run(JSON.parse(process.argv[2] ?? '')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
