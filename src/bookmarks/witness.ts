import { z } from 'zod';
import type { BookmarkAddress } from '../contract/bookmark';
import { bookmarkName } from '../contract/bookmark-names';
import { type Storage, storageKey } from '../storage';

/** Version and time (epoch ms) of a bookmark's last completion, kept in storage, apart from the bookmark itself. */
export interface Witness {
  readonly version: number;
  readonly at: number;
}

const witnessSchema = z.strictObject({ version: z.number(), at: z.number() });

function witnessKey(bookmark: BookmarkAddress): string {
  return storageKey('witnesses', ...`${bookmarkName(bookmark)}.json`.split('/'));
}

export async function writeWitness(storage: Storage, bookmark: BookmarkAddress, witness: Witness): Promise<void> {
  await storage.put(witnessKey(bookmark), JSON.stringify(witness));
}

export async function readWitness(storage: Storage, bookmark: BookmarkAddress): Promise<Witness | undefined> {
  const content = await storage.get(witnessKey(bookmark));
  return content && witnessSchema.parse(JSON.parse(content.toString('utf8')));
}
