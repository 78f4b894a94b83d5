import { z } from 'zod';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

const schema = z.strictObject({ createdAt: z.number(), missed: z.int().min(0) });

/** How many fires of a schedule were missed since it was created, epoch ms. */
export type Misses = z.output<typeof schema>;

function keyOf(scheduleId: string): string {
  return storageKey('notifications', 'missed', `${nameHash(scheduleId)}.json`);
}

/** Of how many missed fires of a schedule people were told; undefined where of none ever. */
export async function readToldMisses(storage: Storage, scheduleId: string): Promise<Misses | undefined> {
  const content = await storage.get(keyOf(scheduleId));
  return content && schema.parse(JSON.parse(content.toString('utf8')));
}

export async function writeToldMisses(storage: Storage, scheduleId: string, misses: Misses): Promise<void> {
  await storage.put(keyOf(scheduleId), JSON.stringify(misses));
}
