import type { ArchivedFile } from '../../config';
import { readArchive } from '../../formats';
import { type LandedFile, nameHash, type Pieces, PieceWriter, type Storage } from '../../storage';
import { ArchiveContents } from './archive-contents';
import { bytesOfPieces } from './piece-bytes';

export interface UnpackOptions {
  readonly storage: Storage;
  /** The object's, in which a folder is made for each file. */
  readonly folder: string;
  /** The object's, for messages. */
  readonly name: string;
  readonly contents: readonly ArchivedFile[];
  /** What the archive lacks of them is no failure. */
  readonly skipMissing: boolean;
  readonly signal: AbortSignal;
  readonly ofBytes?: number;
}

/**
 * Lands the files of an archive that lies in storage, those that are wanted, in its order. What is empty is there and is not
 * landed. Names serve to tell files apart, and nothing is ever written under one.
 *
 * Throws `archive-unreadable`, `archived-file-missing`, what storage throws, and an AbortError.
 */
export async function unpackArchive(
  archive: Pieces & { readonly key: string },
  { storage, folder, name, contents, skipMissing, signal, ofBytes }: UnpackOptions,
): Promise<LandedFile[]> {
  const wanted = new ArchiveContents(contents);
  const landed = new Map<string, LandedFile>();
  for await (const { name: inner, content } of readArchive(
    bytesOfPieces(storage, archive, { name, signal, ofBytes }),
  )) {
    const landAs = wanted.match(inner);
    if (landAs === undefined) continue;
    const key = `${folder}/${nameHash(inner)}`;
    const out = new PieceWriter(storage, key, undefined, ofBytes);
    for await (const chunk of content) {
      signal.throwIfAborted();
      await out.write(chunk);
    }
    // Of two files of one name the later is the one that is meant: so an archive is updated by appending.
    landed.delete(inner);
    if (out.bytes > 0) landed.set(inner, { landAs, inner, key, ...(await out.end()) });
  }
  if (!skipMissing) wanted.requireAll(name);
  return [...landed.values()];
}
