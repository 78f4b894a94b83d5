import { resolve } from 'node:path';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import { type BookmarkPlaceSettings, bookmarkPlace } from './bookmark-place';
import type { Config } from './config';
import { text } from './settings';

const error = 'must be a place, which is a map with a type, or the name of one under places';

/** A place of bookmarks, written where it is used or named. */
export const placeChoice = z.union([text(), bookmarkPlace], { error });
export type PlaceChoice = z.output<typeof placeChoice>;

/** The setting of every import that says where its bookmark is kept. */
export const bookmarksOfImport = placeChoice
  .optional()
  .describe("Where the import's bookmark is kept: a place, or the name of one under places.");

/** A place that has its name without being written. */
export const placesThere: Readonly<Record<string, BookmarkPlaceSettings>> = { temporal: { type: 'temporal' } };

/** The same choice, with the path of a directory made absolute. */
export function absolutePlace(folder: string, place: BookmarkPlaceSettings): BookmarkPlaceSettings;
export function absolutePlace(folder: string, choice: PlaceChoice): PlaceChoice;
export function absolutePlace(folder: string, choice: PlaceChoice): PlaceChoice {
  if (typeof choice === 'string' || choice.type !== 'directory') return choice;
  return { ...choice, path: resolve(folder, choice.path) };
}

/** The place that is meant; that of all bookmarks where none is chosen. Throws `unknown-place` with the nearest name. */
export function findPlace({ path, places, bookmarks }: Config, choice: PlaceChoice = bookmarks): BookmarkPlaceSettings {
  if (typeof choice !== 'string') return choice;
  const found = places[choice];
  if (found) return found;
  const near = nearestWord(choice, Object.keys(places));
  const hint = near === undefined ? `there are ${Object.keys(places).join(', ')}` : `did you mean \`${near}\`?`;
  throw new LongshoreError('unknown-place', `${path} has no place \`${choice}\`: ${hint}`);
}

/** Where an import keeps its bookmark. One that is not in the file has it where all have theirs. */
export function placeOfImport(config: Config, importName: string): BookmarkPlaceSettings {
  const settings = Object.hasOwn(config.imports, importName) ? config.imports[importName] : undefined;
  return findPlace(config, settings?.bookmarks);
}
