import type { S3Bucket } from '../../connectors/s3';
import type { CalendarDay } from '../../contract/calendar-day';
import type { CourierObject } from '../../contract/couriers/courier-file';
import type { CourierWindow } from '../../contract/couriers/courier-window';
import { filesOn } from './files-on';
import { type ListingOptions, listNames, type NamedObject } from './list-names';
import { type Look, looksIn } from './looks';
import { Markers } from './markers';
import type { SoughtEntity } from './sought-entity';

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
  /** Those of them without a file, and without a marker that says that this is all; and those of days that are owed. */
  readonly absent: readonly SoughtDay[];
  /** Those whose marker is not there; their files were not looked for. Days before the window are among them. */
  readonly notReady: readonly SoughtDay[];
  /** Objects, and the bytes of all; objects without content, which are there and are not handed out. */
  readonly counts: Readonly<Record<'objects' | 'bytes' | 'empty', number>>;
}

export interface SoughtFiles {
  readonly entities: readonly SoughtEntity[];
  readonly window: CourierWindow;
}

/**
 * Finds the objects of a window: entity by entity, day by day, within a day by the bytes of their names. What was loaded
 * is among them: a table that is emptied first needs it. It holds a page of names at a time.
 *
 * A day with markers is listed after they were seen, for its files may change until then.
 *
 * Throws as a listing does.
 */
export async function* findFiles(
  bucket: Pick<S3Bucket, 'prefix' | 'listPages'>,
  { entities, window }: SoughtFiles,
  options: ListingOptions = {},
): AsyncGenerator<CourierObject, Finding> {
  const markers = new Markers(bucket, options);
  const absent: SoughtDay[] = [];
  const notReady: SoughtDay[] = [];
  const counts = { objects: 0, bytes: 0, empty: 0 };
  let sought = 0;
  const owed = new Set(window.kind === 'days' ? window.owed : []);

  for (const [index, entity] of entities.entries()) {
    const looks = await looksIn(bucket, entity.pattern, window, options);
    if (looks.length === 0 && window.kind === 'all') {
      sought += 1;
      absent.push({ entity, day: undefined, late: false, text: entity.pattern.text });
    }
    for (const look of looks) {
      const { day, late } = look;
      // The same file on another day is the same object still: it has landed, and is not fetched anew.
      const ofDay = day === undefined || !entity.pattern.isDated ? {} : { day };
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
        for (const { key: name, etag, timestamp, size } of files) {
          if (size === 0) {
            counts.empty += 1;
            continue;
          }
          counts.objects += 1;
          counts.bytes += size;
          yield { entity: index, ...ofDay, name, etag, timestamp, size, late };
        }
      }
      const isMissed = !late || owed.has(day ?? '');
      if (!isThere && isMissed && entity.markers.length === 0)
        absent.push({ entity, day, late, text: look.files.text });
    }
  }
  return { sought, absent, notReady, counts };
}

/** The objects of a page that are files of a look; a star may reach markers too, which are none. */
function filesIn(page: readonly NamedObject[], { day, files }: Look, { markers }: SoughtEntity): NamedObject[] {
  const others = markers.map((marker) => filesOn(marker, day));
  return page.filter(({ name }) => files.matches(name) && !others.some((marker) => marker.matches(name)));
}
