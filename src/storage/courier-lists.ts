import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CourierObject, PlannedObject } from '../contract/couriers/courier-file';
import { LongshoreError } from '../contract/failure';
import type { ListInParts } from './list-in-parts';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** Whose list it is. */
export interface CourierListPlace {
  readonly courier: string;
  readonly runId: string;
}

/** So many entries are held, of a list of any length: some 250 KB. */
const partLength = 1_000;

const entrySchema: z.ZodType<PlannedObject> = z.strictObject({
  entity: z.number(),
  day: z.string().exactOptional(),
  name: z.string(),
  etag: z.string(),
  timestamp: z.number(),
  size: z.number(),
  late: z.boolean(),
  feeds: z.array(z.number()).default([]),
});

const partsSchema = z.array(z.string());

/**
 * Stores a list while it is made, part by part: its end need not be known. What is written under a name never changes, so
 * that a repeat beside the first attempt does no harm.
 */
export async function writeCourierList(
  storage: Storage,
  place: CourierListPlace,
  objects: AsyncIterable<CourierObject | PlannedObject>,
): Promise<ListInParts> {
  const parts: string[] = [];
  let part: (CourierObject | PlannedObject)[] = [];
  let total = 0;
  const put = async (): Promise<void> => {
    const content = JSON.stringify(part);
    const name = digestOf(content);
    await storage.put(keyOf(place, name), content);
    parts.push(name);
    part = [];
  };
  for await (const object of objects) {
    part.push(object);
    total += 1;
    if (part.length === partLength) await put();
  }
  if (part.length > 0) await put();
  const content = JSON.stringify(parts);
  const hash = digestOf(content);
  await storage.put(keyOf(place, hash), content);
  return { hash, total };
}

/**
 * Reads a list from a position on and before another, part by part; objects that were never compared with a ledger have no
 * feeds. Throws `storage-missing` where a part of it is gone.
 */
export async function* readCourierList(
  storage: Storage,
  place: CourierListPlace,
  list: ListInParts,
  range: { readonly from?: number; readonly to?: number } = {},
): AsyncGenerator<PlannedObject, void> {
  for await (const part of readCourierParts(storage, place, list, range)) yield* part;
}

/** The same, as many objects at a time as a part has. */
export async function* readCourierParts(
  storage: Storage,
  place: CourierListPlace,
  { hash, total }: ListInParts,
  { from = 0, to = total }: { readonly from?: number; readonly to?: number } = {},
): AsyncGenerator<readonly PlannedObject[], void> {
  const parts = partsSchema.parse(await read(storage, place, hash));
  const end = Math.min(to, total);
  for (let position = from; position < end; ) {
    const index = Math.floor(position / partLength);
    const entries = entrySchema.array().parse(await read(storage, place, parts[index] ?? ''));
    yield entries.slice(position - index * partLength, end - index * partLength);
    position = (index + 1) * partLength;
  }
}

async function read(storage: Storage, place: CourierListPlace, name: string): Promise<unknown> {
  const key = keyOf(place, name);
  const content = await storage.get(key);
  if (!content) throw new LongshoreError('storage-missing', `The list ${key} is not in ${storage.description}`);
  return JSON.parse(content.toString('utf8'));
}

function keyOf({ courier, runId }: CourierListPlace, name: string): string {
  return storageKey('couriers', courier, runId, 'lists', `${name}.json`);
}

function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
