import { feedsOf } from '../config';
import type { Session } from '../runs/session';
import type { LandedObject } from '../storage';
import { askRows } from './ask-rows';
import { newestLanded } from './landed-samples';

export interface SampleRowFlags {
  readonly tag: string;
  /** How many. */
  readonly rows: number;
  readonly courier?: string;
  readonly showPersonal?: boolean;
  readonly json?: boolean;
}

/** Prints the first rows of the newest file that has landed under a tag. */
export async function showSampleRows(session: Session, { tag, courier, ...flags }: SampleRowFlags): Promise<void> {
  const sample = await newestLanded(session.storage, tag, courier);
  const limit = flags.rows;
  await askRows(
    session,
    {
      ask: 'sample-rows',
      sample,
      tags: tagsOf(session, sample, tag),
      limit,
      showPersonal: flags.showPersonal ?? false,
    },
    { limit, ...(flags.json ? { json: true } : {}) },
  );
}

/** Tags of the file's columns, as the feeds have them that it is loaded into; by the name in the file, in lower case. */
function tagsOf({ config }: Session, { courier }: LandedObject, tag: string): Readonly<Record<string, string>> {
  const settings = Object.hasOwn(config.imports, courier) ? config.imports[courier] : undefined;
  if (settings?.type !== 'courier') return {};
  const feeds = feedsOf(config, settings).filter(({ tags }) => tags.includes(tag));
  const fields = feeds.flatMap(({ feed }) => Object.entries(feed?.settings.fields ?? {}));
  return Object.fromEntries(
    fields.flatMap(([name, field]) =>
      field.tag === undefined ? [] : [[(field.from ?? name).toLowerCase(), field.tag] as const],
    ),
  );
}
