import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { type BlobContainer, openContainer } from '../connectors/azure-blob';
import type { FilesCursor, FoundFile } from '../contract/files';
import { compareFiles, type FileOrder, newestFile } from '../storage';
import { connectionOf } from './connection-of';
import type { ResolvedFiles } from './resolve-import';

/**
 * Whether a file, or its rejects, may be sent again.
 *
 * `newer`: newer files have been imported since, and may have written the same keys. `not-done`: the bookmark was set
 * back before the file, so that the next run reads all of it, and what was imported after it once is not known. `gone`:
 * the source has another version of it, or none.
 */
export type SecondChance =
  | { readonly kind: 'given'; readonly file: FoundFile }
  | { readonly kind: 'newer' | 'not-done'; readonly file: FoundFile }
  | { readonly kind: 'gone' };

export interface SecondChances {
  /** The newest file of which anything was imported. */
  readonly newest: FileOrder;
  of(file: { readonly name: string; readonly etag: string }): Promise<SecondChance>;
}

/** @param overwriteNewer whether newer work may be overwritten: somebody has asked for it */
export async function secondChances(
  { config, settings, storage }: ResolvedFiles,
  request: { readonly import: string; readonly files: FilesCursor; readonly overwriteNewer?: true },
): Promise<SecondChances> {
  const container = openContainer(connectionOf(config, settings.source, 'azure-blob'));
  const newest = await newestFile(storage, request.import, request.files);
  // Files that do not overlap overwrite nothing of each other.
  const isFree = request.overwriteNewer === true || settings.parallelFiles > 1;
  return {
    newest,
    of: async ({ name, etag }) => {
      heartbeat();
      const file = await findFile(container, name);
      if (file?.etag !== etag) return { kind: 'gone' };
      const order = compareFiles(file, newest);
      if (isFree || order === 0) return { kind: 'given', file };
      return { kind: order > 0 ? 'not-done' : 'newer', file };
    },
  };
}

/** A name is the first of all that begin with it. */
async function findFile(container: BlobContainer, name: string): Promise<FoundFile | undefined> {
  const pages = container.listPages({ prefix: name, pageSize: 1, signal: cancellationSignal() });
  for await (const { blobs } of pages) {
    const [first] = blobs;
    if (first) return first.name === name ? first : undefined;
  }
  return undefined;
}

/** Why a file is left as it is, as the end of a sentence. */
export function tellLeftOut(kind: Exclude<SecondChance['kind'], 'given'>, newest: FileOrder): string {
  if (kind === 'gone') return 'the source has another version of the file, or none: the next run takes what is there';
  if (kind === 'not-done') return 'the bookmark stands before the file: the next run reads all of it';
  const until = new Date(newest.timestamp).toISOString();
  return `newer files up to ${until} have been imported since; --overwrite-newer sends it all the same`;
}
