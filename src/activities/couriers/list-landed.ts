import { heartbeat } from '@temporalio/activity';
import { type CourierConfig, landingsOf } from '../../config';
import type { CourierObject, PlannedObject } from '../../contract/couriers/courier-file';
import type { CourierWindow } from '../../contract/couriers/courier-window';
import type { FilePattern } from '../../contract/couriers/file-pattern';
import { type LandedObject, listLanded as listAll, type Storage, writeCourierList, writeLanded } from '../../storage';
import { resolveCourier } from '../resolve-import';
import { StepNotes } from '../step-notes';
import type { WorkerContext } from '../worker-context';
import type { ListLandedRequest, ListLandedResult } from './courier-requests';
import { withoutFetching } from './land-object';
import { compareObjects } from './objects-in-order';
import { soughtEntities } from './sought-entity';

/**
 * Lists what has landed of a window, of each object its newest version, as the settings of now have it. What would have to
 * be fetched again for that, an archive of which other files are wanted, is left out and told.
 *
 * Throws what storage throws.
 */
export async function listLanded(context: WorkerContext, request: ListLandedRequest): Promise<ListLandedResult> {
  const { settings, storage } = resolveCourier(context, request);
  const { import: courier, runId, window } = request;
  const ofAllDays = soughtEntities(settings).filter(({ pattern }) => !pattern.isDated);
  const newest = new Map<string, LandedObject>();
  for await (const landed of listAll(storage, { courier, window })) {
    heartbeat();
    // What landed when all files were looked for may be of a day that its name does not tell.
    const isOfWindow =
      landed.day !== undefined ||
      window.kind === 'all' ||
      ofAllDays.some(({ pattern }) => isNamed(landed.name, pattern));
    if (!isOfWindow) continue;
    const other = newest.get(landed.name);
    if (other === undefined || landed.timestamp > other.timestamp) newest.set(landed.name, landed);
  }
  const notes = new StepNotes();
  const objects: PlannedObject[] = [];
  for (const [name, landed] of newest) {
    // A manifest is some KB with its pieces: what is listed needs less.
    newest.delete(name);
    const found = await asEntities(storage, landed, settings, window);
    objects.push(...found);
    if (found.length > 0 || notes.full) continue;
    notes.add('warn', `Left out ${name}: it has landed for other entities than there are now`);
  }
  objects.sort(compareObjects);
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);
  const list = await writeCourierList(storage, { courier, runId }, inTurn(objects));
  return { list, bytes, notes: notes.all };
}

/** An object as each entity has it whose files have landed; its manifest is written anew where settings have changed. */
async function asEntities(
  storage: Storage,
  landed: LandedObject,
  settings: CourierConfig,
  window: CourierWindow,
): Promise<PlannedObject[]> {
  const { name, etag, day, size, timestamp } = landed;
  const late = window.kind === 'days' && day !== undefined && day < window.from;
  const object: Omit<CourierObject, 'entity'> = {
    name,
    etag,
    size,
    timestamp,
    late,
    ...(day === undefined ? {} : { day }),
  };
  const found: PlannedObject[] = [];
  let now = landed;
  const sought = soughtEntities(settings);
  for (const [entity, wanted] of settings.entities.entries()) {
    const tags = new Set(landingsOf(wanted).map(({ tag }) => tag));
    const hasLanded = landed.settings.some((one) => one.tags.some((tag) => tags.has(tag)));
    const pattern = sought[entity]?.pattern;
    if (!hasLanded || pattern === undefined || !isNamed(name, pattern)) continue;
    const known = withoutFetching(now, wanted);
    if (known === undefined) continue;
    now = known;
    found.push({ ...object, entity, feeds: [] });
  }
  if (now !== landed) await writeLanded(storage, now);
  return found;
}

/** A name may begin with the slash that joins it to the prefix of the connection. */
function isNamed(name: string, { ofAnyDay }: FilePattern): boolean {
  return ofAnyDay.match(name.replace(/^\//, '')) !== undefined;
}

async function* inTurn(objects: readonly PlannedObject[]): AsyncGenerator<PlannedObject, void> {
  yield* objects;
}
