import { z } from 'zod';
import { type Storage, storageKey } from '../storage';

/** Version and time (epoch ms) of a bookmark's last completion, kept in storage, apart from the bookmark itself. */
export interface Witness {
  readonly version: number;
  readonly at: number;
}

const witnessSchema = z.strictObject({ version: z.number(), at: z.number() });

function witnessKey(name: string): string {
  return storageKey('witnesses', `${name}.json`);
}

export async function writeWitness(storage: Storage, name: string, witness: Witness): Promise<void> {
  await storage.put(witnessKey(name), JSON.stringify(witness));
}

export async function readWitness(storage: Storage, name: string): Promise<Witness | undefined> {
  const content = await storage.get(witnessKey(name));
  return content && witnessSchema.parse(JSON.parse(content.toString('utf8')));
}
