import type { CourierEntity } from '../../config';
import type { PlannedObject } from '../../contract/couriers/courier-file';
import { LongshoreError } from '../../contract/failure';
import { landedFolder } from '../../storage';
import type { Amount } from './courier-requests';
import { type LandingOptions, landObject } from './land-object';
import { GrowingPrefix, type LandedPrefix } from './landed-prefix';

/** Eight at once hold 64 MiB of pieces, and fill a line of 1 Gbit/s from a bucket that gives each of them 15 MB/s. */
const defaultAtOnce = 8;

export interface LandNextOptions extends Omit<LandingOptions, 'onBytes' | 'onPiece'> {
  readonly entities: readonly CourierEntity[];
  /** Lands what is to be loaded into no feed, too. */
  readonly all: boolean;
  readonly atOnce?: number;
  /** Told how much of an object has come, from 0 to 1. */
  readonly landing: (name: string, share: number) => void;
  /** Told when an object is no longer worked on. */
  readonly left: (name: string) => void;
  /** Told when an attempt after this one has less to do. */
  readonly moved: (prefix: LandedPrefix) => void;
}

/** How far landing has come without a gap, and why not farther. */
export interface LandedNext extends LandedPrefix {
  /** What of the objects before the position was fetched now. */
  readonly fetched: Amount;
  /** Of the object at the position. */
  readonly error?: LongshoreError;
}

interface Failed {
  readonly index: number;
  readonly error: unknown;
}

/**
 * Lands objects in the order of their list, several at once, until the list or the step's time ends. Where one fails, those
 * behind it are given up, and those before it are landed: so the error is that of the object at the position.
 *
 * Throws what is a fault of the code.
 */
export async function landNext(
  objects: AsyncGenerator<PlannedObject, void>,
  begin: LandedPrefix,
  options: LandNextOptions,
): Promise<LandedNext> {
  const { all, courier, signal, stopping, moved } = options;
  const prefix = new GrowingPrefix(begin);
  const working = new Map<number, AbortController>();
  const folders = new Map<string, Promise<void>>();
  let next = begin.position;
  let failed: Failed | undefined;

  const fail = (index: number, error: unknown): void => {
    if (failed !== undefined && failed.index <= index) return;
    failed = { index, error };
    for (const [other, controller] of working) if (other > index) controller.abort();
  };
  const land = async (index: number, object: PlannedObject): Promise<void> => {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    working.set(index, controller);
    signal.addEventListener('abort', abort, { once: true });
    try {
      if (signal.aborted || (failed !== undefined && failed.index < index)) return;
      const outcome = await landOne(object, {
        ...options,
        signal: controller.signal,
        onPiece: () => moved(prefix.now),
      });
      if (outcome === 'stopped') return;
      prefix.add(index, { bytes: object.size, isFetched: outcome === 'fetched' });
      moved(prefix.now);
    } catch (error) {
      fail(index, error);
    } finally {
      signal.removeEventListener('abort', abort);
      working.delete(index);
    }
  };
  const workOn = async (): Promise<void> => {
    while (!stopping() && failed === undefined && !signal.aborted) {
      const { value: object } = await objects.next();
      if (object === undefined) return;
      const index = next;
      next += 1;
      if (!all && object.feeds.length === 0) {
        prefix.add(index, 'passed');
        continue;
      }
      // Two entities may want one object: the second finds what the first has landed.
      const folder = landedFolder(courier, object);
      const work = (folders.get(folder) ?? Promise.resolve()).then(() => land(index, object));
      folders.set(folder, work);
      await work;
    }
  };

  const lanes = Array.from({ length: options.atOnce ?? defaultAtOnce }, () =>
    workOn().catch((error: unknown) => fail(next, error)),
  );
  await Promise.all(lanes);
  return { ...prefix.now, fetched: prefix.fetched, ...errorAt(prefix.now.position, failed, signal) };
}

async function landOne(
  object: PlannedObject,
  { entities, landing, left, ...options }: LandNextOptions & Pick<LandingOptions, 'onPiece'>,
): Promise<'fetched' | 'there' | 'stopped'> {
  const entity = entities[object.entity];
  if (entity === undefined) throw new LongshoreError('internal-error', `There is no entity ${object.entity}`);
  const onBytes = (bytes: number): void => landing(object.name, object.size === 0 ? 1 : bytes / object.size);
  try {
    return await landObject(object, entity, { ...options, onBytes });
  } finally {
    left(object.name);
  }
}

function errorAt(
  position: number,
  failed: Failed | undefined,
  signal: AbortSignal,
): { readonly error?: LongshoreError } {
  if (failed === undefined || signal.aborted) return {};
  if (!(failed.error instanceof LongshoreError)) throw failed.error;
  // One before it was left when the step's time was over: the next step comes to this one again.
  return failed.index === position ? { error: failed.error } : {};
}
