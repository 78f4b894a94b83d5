import type { S3Bucket } from '../../connectors/s3';
import type { CalendarDay } from '../../contract/calendar-day';
import type { CourierWindow } from '../../contract/couriers/courier-window';
import type { CourierLedger, ObjectVersion } from './courier-ledger';
import { filesOn } from './files-on';
import { type ListingOptions, listNames, type NamedObject } from './list-names';
import { type Look, looksIn } from './looks';
import { Markers } from './markers';
import type { SoughtEntity } from './sought-entity';

/** An object that belongs to a run. `timestamp` is its last change in epoch ms, `size` in bytes. */
export interface FoundObject {
  /** Index of its entity. */
  readonly entity: number;
  /** Undefined where all files are looked for and its name says no day. */
  readonly day: CalendarDay | undefined;
  /** By which the bucket knows it. */
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
  readonly size: number;
  /** Whether this version was loaded: never, another one was, this one was. */
  readonly state: 'new' | 'overwritten' | 'loaded';
  /** True where its day lies before the window. */
  readonly late: boolean;
}

/** An entity on a day, as what is missing is told. */
export interface SoughtDay {
  readonly entity: SoughtEntity;
  readonly day: CalendarDay | undefined;
  readonly late: boolean;
  /** What was looked for and is not there: the files, or a marker. */
  readonly text: string;
}

/** What finding came to. */
export interface Finding {
  /** How many pairs of an entity and a day of the window there are. */
  readonly sought: number;
  /** Those of them without a file, and without a marker that says that this is all. */
  readonly absent: readonly SoughtDay[];
  /** Those whose marker is not there; their files were not looked for. Days before the window are among them. */
  readonly notReady: readonly SoughtDay[];
  /** Objects by state; without content, which are there and are not handed out; bytes of all. */
  readonly counts: Readonly<Record<FoundObject['state'] | 'empty' | 'bytes', number>>;
}

export interface FindFilesRequest {
  readonly entities: readonly SoughtEntity[];
  readonly window: CourierWindow;
  readonly ledger: CourierLedger;
}

/**
 * Finds the objects of a window: entity by entity, day by day, within a day by the bytes of their names. What was loaded
 * is among them, with its state: a table that is emptied first needs it. It holds a page of names at a time.
 *
 * A day with markers is listed after they were seen, for its files may change until then.
 *
 * Throws as a listing does, and what the ledger throws.
 */
export async function* findFiles(
  bucket: Pick<S3Bucket, 'prefix' | 'listPages'>,
  { entities, window, ledger }: FindFilesRequest,
  options: ListingOptions = {},
): AsyncGenerator<FoundObject, Finding> {
  const markers = new Markers(bucket, options);
  const absent: SoughtDay[] = [];
  const notReady: SoughtDay[] = [];
  const counts = { new: 0, overwritten: 0, loaded: 0, empty: 0, bytes: 0 };
  let sought = 0;

  for (const [index, entity] of entities.entries()) {
    const looks = await looksIn(bucket, entity.pattern, window, options);
    if (looks.length === 0 && window.kind === 'all') {
      sought += 1;
      absent.push({ entity, day: undefined, late: false, text: entity.pattern.text });
    }
    for (const look of looks) {
      const { day, late } = look;
      if (!late) sought += 1;
      const marker = await markers.firstMissing(entity.markers, day);
      if (marker !== undefined) {
        notReady.push({ entity, day, late, text: marker });
        continue;
      }
      let isThere = false;
      for await (const page of listNames(bucket, look.files.prefix, options)) {
        const files = filesIn(page, look, entity);
        if (files.length === 0) continue;
        isThere = true;
        const names = files.map(({ key }) => key);
        const known = await ledger.loadedVersions(names, options.signal);
        for (const { key: name, etag, timestamp, size } of files) {
          if (size === 0) {
            counts.empty += 1;
            continue;
          }
          const state = stateOf(known.get(name), { etag, size });
          counts[state] += 1;
          counts.bytes += size;
          yield { entity: index, day, name, etag, timestamp, size, state, late };
        }
      }
      if (!isThere && !late && entity.markers.length === 0) absent.push({ entity, day, late, text: look.files.text });
    }
  }
  return { sought, absent, notReady, counts };
}

/** The objects of a page that are files of a look; a star may reach markers too, which are none. */
function filesIn(page: readonly NamedObject[], { day, files }: Look, { markers }: SoughtEntity): NamedObject[] {
  const others = markers.map((marker) => filesOn(marker, day));
  return page.filter(({ name }) => files.matches(name) && !others.some((marker) => marker.matches(name)));
}

function stateOf(loaded: ObjectVersion | undefined, { etag, size }: ObjectVersion): FoundObject['state'] {
  if (loaded === undefined) return 'new';
  return loaded.etag === etag && loaded.size === size ? 'loaded' : 'overwritten';
}
