import { z } from 'zod';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

const limits = z.strictObject({ perSecond: z.number(), perMinute: z.number() });

const partSchema = z.strictObject({
  /** Requests that would be sent, each as full as it may be. */
  requests: z.number(),
  /** How often such a request may be made. */
  limits,
  /** The limits of requests with one record, where some may have to go out so. */
  singly: limits.exactOptional(),
  /** Records in them. */
  records: z.number(),
  /** What more is to be said of it: so many of what. */
  details: z.array(z.strictObject({ what: z.string(), count: z.number() })).exactOptional(),
  /** The first payloads, as they would be sent. */
  payloads: z.array(z.unknown()),
  /** The first records that would be rejected, and why. */
  errors: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string() })),
});

/** What a step of a dry run would have done. It holds records: it is for the eyes of who may read storage. */
export type PreviewPart = Readonly<z.infer<typeof partSchema>>;

interface PreviewOf {
  readonly import: string;
  readonly runId: string;
}

export async function writePreviewPart(
  storage: Storage,
  { import: importName, runId, place }: PreviewOf & { readonly place: string },
  part: PreviewPart,
): Promise<void> {
  await storage.put(storageKey('previews', importName, runId, `${nameHash(place)}.json`), JSON.stringify(part));
}

export async function* readPreviewParts(
  storage: Storage,
  { import: importName, runId }: PreviewOf,
): AsyncGenerator<PreviewPart> {
  for await (const { key } of storage.list(`${storageKey('previews', importName, runId)}/`)) {
    const content = await storage.get(key);
    if (content) yield partSchema.parse(JSON.parse(content.toString('utf8')));
  }
}
