import { z } from 'zod';
import type { LandAs } from '../config';
import type { CalendarDay } from '../contract/calendar-day';
import { contentTypes } from '../contract/couriers/content-type';
import { type CourierWindow, daysOfWindow } from '../contract/couriers/courier-window';
import { type Pieces, readPieces } from './landed-pieces';
import type { Storage, StoredObject } from './storage';
import { nameHash, storageKey } from './storage-key';

/** One version of an object of a courier. */
export interface LandedVersion {
  /** By which the bucket knows it. */
  readonly name: string;
  readonly etag: string;
  /** Left out where its name says no day. */
  readonly day?: CalendarDay;
}

/** A file that landed: an object as it is, or what was in an archive. */
export interface LandedFile extends Pieces {
  readonly landAs: LandAs;
  /** Its name in the archive. */
  readonly inner?: string;
  /** Under which its pieces lie. */
  readonly key: string;
}

/** The manifest of an object: that it is there says that all of its files are. */
export interface LandedObject extends LandedVersion {
  readonly courier: string;
  /** In bytes, as the bucket has it. */
  readonly size: number;
  /** Its last change in the bucket, epoch ms. */
  readonly timestamp: number;
  /** Epoch ms. */
  readonly landedAt: number;
  /** The run that has landed it. */
  readonly runId: string;
  /** By what settings it was landed: hashes, each with the tags of its files. */
  readonly settings: readonly { readonly hash: string; readonly tags: readonly string[] }[];
  /** In the order of the archive. */
  readonly files: readonly LandedFile[];
}

const landAsSchema: z.ZodType<LandAs> = z.strictObject({
  tag: z.string(),
  contentType: z.enum(contentTypes),
  headerRows: z.number().exactOptional(),
  separator: z.string().exactOptional(),
  quote: z.string().exactOptional(),
});

export const landedSchema: z.ZodType<LandedObject> = z.strictObject({
  courier: z.string(),
  name: z.string(),
  etag: z.string(),
  day: z.string().exactOptional(),
  size: z.number(),
  timestamp: z.number(),
  landedAt: z.number(),
  runId: z.string(),
  settings: z.array(z.strictObject({ hash: z.string(), tags: z.array(z.string()) })),
  files: z.array(
    z.strictObject({
      landAs: landAsSchema,
      inner: z.string().exactOptional(),
      key: z.string(),
      pieces: z.array(z.string()),
      bytes: z.number(),
    }),
  ),
});

const manifest = 'landed.json';
/** In the place of a day. */
const ofAnyDay = 'any';

/** True for the key of a manifest. */
export function isManifest(key: string): boolean {
  return key.endsWith(`/${manifest}`);
}

/** The folder in storage of all that belongs to an object. */
export function landedFolder(courier: string, { name, etag, day }: LandedVersion): string {
  return storageKey('landed', courier, day ?? ofAnyDay, nameHash(`${name}\n${etag}`));
}

/** Undefined where this version has not landed, or not all of it. */
export async function readLanded(
  storage: Storage,
  courier: string,
  version: LandedVersion,
): Promise<LandedObject | undefined> {
  return readManifest(storage, `${landedFolder(courier, version)}/${manifest}`);
}

/** Says that an object has landed. To be written when all pieces of its files are there. */
export async function writeLanded(storage: Storage, landed: LandedObject): Promise<void> {
  await storage.put(`${landedFolder(landed.courier, landed)}/${manifest}`, JSON.stringify(landed));
}

/** From now on the object has not landed: the next run that needs it lands it anew. Its pieces are swept some day. */
export async function forgetLanded(storage: Storage, landed: LandedObject): Promise<void> {
  await storage.remove(`${landedFolder(landed.courier, landed)}/${manifest}`);
}

/**
 * What has landed, the newest first: of all couriers or of one, and of that the days of a window, with those that it looks
 * back on, and what has no day. Only the manifests that are asked for are read.
 */
export async function* listLanded(
  storage: Storage,
  of?: { readonly courier: string; readonly window?: CourierWindow },
): AsyncGenerator<LandedObject> {
  const manifests: StoredObject[] = [];
  for (const prefix of prefixesOf(of)) {
    for await (const object of storage.list(prefix)) if (isManifest(object.key)) manifests.push(object);
  }
  for (const { key } of manifests.toSorted((a, b) => b.modifiedAt - a.modifiedAt)) {
    // One that is swept meanwhile has not landed any more.
    const landed = await readManifest(storage, key);
    if (landed !== undefined) yield landed;
  }
}

/** The content of a file. Throws `storage-missing` where a piece is gone or damaged, before any byte of that piece. */
export function openLandedFile(storage: Storage, file: LandedFile): AsyncGenerator<Uint8Array> {
  return readPieces(storage, file);
}

function prefixesOf(of: Parameters<typeof listLanded>[1]): string[] {
  if (of === undefined) return ['landed/'];
  const { courier, window } = of;
  if (window === undefined || window.kind === 'all') return [`${storageKey('landed', courier)}/`];
  const { earlier, days } = daysOfWindow(window);
  return [...earlier, ...days, ofAnyDay].map((day) => `${storageKey('landed', courier, day)}/`);
}

async function readManifest(storage: Storage, key: string): Promise<LandedObject | undefined> {
  const content = await storage.get(key);
  return content && landedSchema.parse(JSON.parse(content.toString('utf8')));
}
