import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { draftFeed } from '../config';
import type { Session } from '../runs/session';
import type { LandedObject } from '../storage';
import { askTables } from './ask-tables';
import { newestLanded } from './landed-samples';
import { looksLikeFile, sendSample } from './local-sample';
import { tableConnections } from './table-connections';

export interface DraftFlags {
  /** Of the feed. */
  readonly name?: string;
  /** The connection of its table. */
  readonly table?: string;
  /** Whose landed files are meant. */
  readonly courier?: string;
}

export interface Draft {
  readonly feed: string;
  readonly yaml: string;
}

/** Drafts a feed for files like one of this machine, or like the newest that has landed under a tag. */
export async function draft(session: Session, fileOrTag: string, flags: DraftFlags): Promise<Draft> {
  const { storage, config } = session;
  const isFile = existsSync(fileOrTag) || looksLikeFile(fileOrTag);
  const landed = isFile ? undefined : await newestLanded(storage, fileOrTag, flags.courier);
  const sampleOf = (request: string): Promise<LandedObject> | LandedObject =>
    landed ?? sendSample(storage, request, fileOrTag);
  const sample = await askTables(
    session,
    'sample',
    async (request) => ({ ask: 'sample', sample: await sampleOf(request) }),
    (answer) => answer.sample,
  );
  const feed = flags.name ?? nameFor(landed?.courier ?? 'files', landed ? fileOrTag : basename(fileOrTag));
  const table = flags.table ?? tableConnections(config)[0] ?? 'tables';
  return { feed, yaml: draftFeed({ name: feed, table, from: landed?.name ?? basename(fileOrTag) }, sample) };
}

/** `optimizely` and `decisions.csv.gz` → `Optimizely:Decisions`. */
function nameFor(source: string, files: string): string {
  const part = (text: string, otherwise: string): string => {
    const name =
      text
        .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
        .replace(/^[^\p{L}\p{N}]+/u, '')
        .slice(0, 100) || otherwise;
    return name.replace(/^./u, (first) => first.toUpperCase());
  };
  return `${part(source, 'Files')}:${part(files.replace(/(?:\.[a-z]+)(?:\.gz)?$/i, ''), 'Sample')}`;
}
