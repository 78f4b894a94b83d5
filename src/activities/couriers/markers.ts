import type { S3Bucket } from '../../connectors/s3';
import type { CalendarDay } from '../../contract/calendar-day';
import type { FilePattern, FilledPattern } from '../../contract/couriers/file-pattern';
import { filesOn } from './files-on';
import { type ListingOptions, listNames } from './list-names';

/** Looks for the markers of days, each once: several entities may wait for the same. */
export class Markers {
  readonly #bucket: Pick<S3Bucket, 'prefix' | 'listPages'>;
  readonly #options: ListingOptions;
  readonly #seen = new Map<string, boolean>();

  constructor(bucket: Pick<S3Bucket, 'prefix' | 'listPages'>, options: ListingOptions) {
    this.#bucket = bucket;
    this.#options = options;
  }

  /** The first marker of a day that is not there, as it is looked for; undefined where all are. Throws as a listing does. */
  async firstMissing(markers: readonly FilePattern[], day: CalendarDay | undefined): Promise<string | undefined> {
    for (const marker of markers) {
      const sought = filesOn(marker, day);
      const seen = this.#seen.get(sought.text) ?? (await this.#isThere(sought));
      this.#seen.set(sought.text, seen);
      if (!seen) return sought.text;
    }
    return undefined;
  }

  async #isThere({ prefix, text, matches }: FilledPattern): Promise<boolean> {
    // Of all names that begin with a whole name, that name itself is the first.
    const isWhole = prefix === text;
    const pages = listNames(this.#bucket, prefix, { ...this.#options, ...(isWhole ? { pageSize: 1 } : {}) });
    for await (const page of pages) {
      if (page.some(({ name }) => matches(name))) return true;
      if (isWhole && page.length > 0) return false;
    }
    return false;
  }
}
