import { type BookmarkPlace, openImportPlace, openPlace, type PlacedBookmark } from '../bookmarks';
import { findImport, findPlace, placeOfImport } from '../config';
import type { BookmarkAddress } from '../contract/bookmark';
import { bookmarkName, importBookmark, requireAddress } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';

/** A read is a query, and a write an update: both need a worker, which answers in some ms. */
const answerLimitMs = 10_000;

/** A bookmark as a person names it: an import, or `<domain>/<dataset>/<job>` for the state of another job. */
export interface NamedBookmark {
  readonly name: string;
  readonly address: BookmarkAddress;
  /** Where it is the bookmark of an import. */
  readonly isOfImport: boolean;
}

/** Which place is meant: one by its name, or else the bookmark's own. */
export interface PlaceFlag {
  readonly place?: string;
}

/**
 * Under which path the file of a new version lies where the place has files that other jobs read. A state is found there
 * whoever has written it.
 */
export interface PathFlags {
  readonly username?: string;
  readonly fileType?: string;
}

/** A bookmark that was found, and where. */
export interface FoundBookmark extends NamedBookmark, PlacedBookmark {
  /** The place was chosen: it need not be the one that the import of this name uses. */
  readonly isChosen: boolean;
}

/** Throws `unknown-place` where no place has that name. */
export function openBookmarks(
  { client, storage, config }: Session,
  { name, isOfImport }: Pick<NamedBookmark, 'name' | 'isOfImport'>,
  { place }: PlaceFlag,
): Promise<BookmarkPlace> {
  const temporal = { client, storage, taskQueue: config.taskQueue };
  if (place !== undefined || !isOfImport) return openPlace(findPlace(config, place), temporal);
  return openImportPlace(placeOfImport(config, name), temporal);
}

/** Throws `usage-invalid` where the words can be no name of a bookmark, and for a path of an import's. */
export function parseBookmarkName(words: string, { username, fileType }: PathFlags = {}): NamedBookmark {
  const [first = '', dataset, job, ...rest] = words.split('/');
  if (dataset !== undefined && (job === undefined || rest.length > 0)) {
    throw new LongshoreError('usage-invalid', `'${words}' is no name of a bookmark`, {
      remedy: 'Write the name of an import, or <domain>/<dataset>/<job> for the state of another job.',
    });
  }
  const imports = importBookmark(first);
  const address = requireAddress(
    job === undefined ? imports : { ...imports, domain: first, dataset: dataset ?? '', job },
  );
  const name = bookmarkName(address);
  const path = { ...(username === undefined ? {} : { username }), ...(fileType === undefined ? {} : { fileType }) };
  const isOfImport = !name.includes('/');
  if (isOfImport && Object.keys(path).length > 0) {
    throw new LongshoreError('usage-invalid', '--username and --file-type are for the state of another job', {
      remedy: 'Leave them out: a run of the import writes its files where all imports have theirs.',
    });
  }
  return { name, address: requireAddress({ ...address, ...path }), isOfImport };
}

/**
 * A bookmark that there is reason to ask for: an import of longshore.yaml, one that was taken out of it and has left its
 * bookmark, or the state of another job. Throws `unknown-import` for a name that is none of these.
 */
export async function findBookmark(
  session: Session,
  words: string,
  flag: PlaceFlag & PathFlags = {},
): Promise<FoundBookmark> {
  const bookmark = parseBookmarkName(words, flag);
  const { name, address, isOfImport } = bookmark;
  const place = await openBookmarks(session, bookmark, flag);
  const found = { ...bookmark, place, isChosen: flag.place !== undefined };
  if (!isOfImport || Object.hasOwn(session.config.imports, name)) return found;
  const left = await answered(session, () => place.list(address));
  if (!left.includes(name)) findImport(session.config, name);
  return found;
}

/** Throws `no-worker` where nothing answers. */
export async function answered<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await session.connection.withDeadline(Date.now() + answerLimitMs, work);
  } catch (error) {
    if (error instanceof LongshoreError) throw error;
    throw new LongshoreError('no-worker', `No worker answered for the bookmark within ${answerLimitMs / 1_000} s`, {
      cause: error,
    });
  }
}
