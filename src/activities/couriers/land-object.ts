import { type CourierEntity, landingsOf } from '../../config';
import type { CourierObject } from '../../contract/couriers/courier-file';
import {
  type LandedFile,
  type LandedObject,
  landedFolder,
  nameHash,
  readLanded,
  removePieces,
  writeLanded,
} from '../../storage';
import { type DownloadOptions, downloadObject } from './download-object';
import { unpackArchive } from './unpack-archive';

export interface LandingOptions extends Omit<DownloadOptions, 'key'> {
  readonly courier: string;
  readonly runId: string;
}

/**
 * Lands an object as its entity says. What has landed is not fetched again: a file whose settings have changed is only
 * named anew. Where another entity has landed the same object, its files stay beside these.
 *
 * Answers `stopped` where the step's time was over before the end. Throws as `downloadObject` and `unpackArchive` do.
 */
export async function landObject(
  object: CourierObject,
  entity: CourierEntity,
  options: LandingOptions,
): Promise<'fetched' | 'there' | 'stopped'> {
  const { storage, courier, runId } = options;
  const there = await readLanded(storage, courier, object);
  const known = there && withoutFetching(there, entity);
  if (known !== undefined) {
    if (known !== there) await writeLanded(storage, known);
    return 'there';
  }
  const folder = landedFolder(courier, object);
  const key = `${folder}/object`;
  const whole = await downloadObject(object, { ...options, key });
  if (whole === undefined) return 'stopped';
  const files: readonly LandedFile[] =
    entity.type === 'file'
      ? [{ landAs: entity.landAs, key, ...whole }]
      : await unpackArchive({ key, ...whole }, { ...options, ...entity, folder, name: object.name });
  const { name, etag, day, size, timestamp } = object;
  const version = { name, etag, ...(day === undefined ? {} : { day }) };
  const before = there ?? { ...version, courier, runId, size, timestamp, settings: [], files: [] };
  const landed = beside(before, entity, files);
  await writeLanded(storage, { ...landed, landedAt: Date.now() });
  // An archive was needed for what is in it.
  if (landed.files.every((file) => file.key !== key)) await removePieces(storage, key);
  return 'fetched';
}

/** What has landed, as an entity wants it; undefined where the object must be fetched for that. */
export function withoutFetching(there: LandedObject, entity: CourierEntity): LandedObject | undefined {
  const { hash } = settingsOf(entity);
  if (there.settings.some((one) => one.hash === hash)) return there;
  const whole = there.files.find(({ inner }) => inner === undefined);
  if (entity.type === 'archive' || whole === undefined) return undefined;
  return { ...beside(there, entity, [{ ...whole, landAs: entity.landAs }]), landedAt: there.landedAt };
}

/** Puts an entity's files beside those that have landed for others. */
function beside(
  there: Omit<LandedObject, 'landedAt'>,
  entity: CourierEntity,
  files: readonly LandedFile[],
): Omit<LandedObject, 'landedAt'> {
  const mine = settingsOf(entity);
  const isOther = (tag: string): boolean => !mine.tags.includes(tag);
  return {
    ...there,
    settings: [...there.settings.filter(({ tags }) => tags.every(isOther)), mine],
    files: [...there.files.filter(({ landAs }) => isOther(landAs.tag)), ...files],
  };
}

/** By what an entity's files are told from those of other settings. */
function settingsOf(entity: CourierEntity): LandedObject['settings'][number] {
  const said = entity.type === 'file' ? entity.landAs : { contents: entity.contents, skipMissing: entity.skipMissing };
  return { hash: nameHash(JSON.stringify(said)), tags: [...new Set(landingsOf(entity).map(({ tag }) => tag))] };
}
