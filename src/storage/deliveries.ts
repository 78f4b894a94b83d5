import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

const deliverySchema = z.strictObject({
  import: z.string(),
  runId: z.string(),
  /** What its records are made of: "customers". */
  resource: z.string(),
  /** The page of the source in which its first record was, counted from 1 in each lane and run. */
  page: z.number(),
  /** Ids of the source's records that went with the request, in its order. */
  ids: z.array(z.string()),
  /** The job that the destination made of it. */
  job: z.string().optional(),
  /** What kind of request it was: "profile-bulk-import-job". */
  request: z.string(),
  /** Epoch ms. */
  at: z.number(),
});

/** One request that the destination has acknowledged. */
export type AcknowledgedRequest = z.infer<typeof deliverySchema>;

const prefixOf = (importName: string) => `${storageKey('deliveries', importName)}/`;

/** UUIDs can stand in a key. */
const inKey = /^[A-Za-z0-9._-]{1,40}$/;

/**
 * Keeps a request, and answers its key, which names the ids that it lies between: so the way of one id is found without
 * reading all.
 */
export async function writeDelivery(storage: Storage, delivery: AcknowledgedRequest): Promise<string> {
  const { ids } = delivery;
  const sorted = [...ids].sort();
  // Between these two lies whatever can be asked for.
  const [first = '-', last = 'zz'] = ids.every((id) => inKey.test(id)) ? [sorted[0], sorted.at(-1)] : [];
  const what = nameHash(`${delivery.runId} ${delivery.job ?? ''} ${delivery.request} ${ids.join(' ')}`);
  const key = `${prefixOf(delivery.import)}${first}=${last}=${what}.json`;
  await storage.put(key, JSON.stringify(delivery));
  return key;
}

/** Throws `storage-missing` where it is gone. */
export async function readDelivery(storage: Storage, key: string): Promise<AcknowledgedRequest> {
  const content = await storage.get(key);
  if (content) return deliverySchema.parse(JSON.parse(content.toString('utf8')));
  throw new LongshoreError('storage-missing', `The record of a request, ${key}, is not in ${storage.description}`);
}

/** The requests that a record went with, oldest first. */
export async function readDeliveriesOf(
  storage: Storage,
  importName: string,
  id: string,
): Promise<AcknowledgedRequest[]> {
  const sought = inKey.test(id) ? id : nameHash(id);
  const found: AcknowledgedRequest[] = [];
  for await (const { key } of storage.list(prefixOf(importName))) {
    const [first = '', last = ''] = key.slice(prefixOf(importName).length).split('=');
    if (sought < first || sought > last) continue;
    const delivery = await readDelivery(storage, key);
    if (delivery.ids.includes(id)) found.push(delivery);
  }
  return found.sort((a, b) => a.at - b.at);
}
