import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

/** Texts of JSON as requests hold them; an entry that is only to be updated has no other. */
const entrySchema = z.strictObject({ create: z.string().exactOptional(), update: z.string() });

const productSchema = z.strictObject({
  /** The product's, and its item's. */
  id: z.string(),
  item: entrySchema,
  variants: z.array(z.strictObject({ sku: z.string(), number: z.number(), ...entrySchema.shape })),
  /** SKUs of its variants that the catalog had when the chunk was opened. */
  had: z.array(z.string()),
  /** SKUs that the shop has of it and that are not sent: they stay as they are. */
  kept: z.array(z.string()),
});

const contentSchema = z.strictObject({
  products: z.array(productSchema),
  /** Products that are in the shop and are not sent. */
  staying: z.array(z.string()),
});

/** Ids of what goes out in one try of a stage, in this order: items by their products, variants by their SKUs. */
const trySchema = z.strictObject({
  create: z.array(z.string()),
  update: z.array(z.string()),
  delete: z.array(z.string()),
});

export type ChunkProduct = Readonly<z.infer<typeof productSchema>>;
export type ChunkEntry = Readonly<z.infer<typeof entrySchema>>;
export type ChunkContent = Readonly<z.infer<typeof contentSchema>>;
export type ChunkTry = Readonly<z.infer<typeof trySchema>>;

/** Keeps what products became, and answers its folder: other workers may send it, and a later run. */
export async function writeChunk(
  storage: Storage,
  importName: string,
  { content, name }: { readonly content: ChunkContent; readonly name: string },
): Promise<string> {
  const folder = storageKey('chunks', importName, nameHash(name));
  await storage.put(`${folder}/content.json`, JSON.stringify(content));
  return folder;
}

/** Undefined where it is gone. */
export async function readChunk(storage: Storage, folder: string): Promise<ChunkContent | undefined> {
  const content = await storage.get(`${folder}/content.json`);
  return content && contentSchema.parse(JSON.parse(content.toString('utf8')));
}

/** @param name of the stage and of the try */
export async function writeChunkTry(storage: Storage, folder: string, name: string, ids: ChunkTry): Promise<void> {
  await storage.put(`${folder}/${storageKey(`${name}.json`)}`, JSON.stringify(ids));
}

/** Throws `storage-missing` where it is gone. */
export async function readChunkTry(storage: Storage, folder: string, name: string): Promise<ChunkTry> {
  const key = `${folder}/${storageKey(`${name}.json`)}`;
  const content = await storage.get(key);
  if (content) return trySchema.parse(JSON.parse(content.toString('utf8')));
  throw new LongshoreError('storage-missing', `What is to be sent, ${key}, is not in ${storage.description}`);
}

export async function removeChunk(storage: Storage, folder: string): Promise<void> {
  for await (const { key } of storage.list(`${folder}/`)) await storage.remove(key);
}
