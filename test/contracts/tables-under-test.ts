import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedConfig, LandAs } from '../../src/config';
import type { FeedLoad, FeedLoaded, LocalFile, RowError, Tables } from '../../src/tables/tables';

export type FieldSettings = Partial<FeedConfig['fields'][string]> & Pick<FeedConfig['fields'][string], 'type'>;

/** A feed's settings as the configuration has them when all is left to its defaults. */
export function feedOf(
  fields: Readonly<Record<string, FieldSettings>>,
  settings: Partial<Omit<FeedConfig, 'fields'>> = {},
): FeedConfig {
  return {
    table: 'warehouse',
    active: true,
    primaryKey: ['id'],
    lastUpdated: 'generated',
    errorThreshold: 1,
    stitch: false,
    onDrift: 'accept',
    ...settings,
    fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { required: false, ...field }])),
  } as FeedConfig;
}

/** A folder of files that are loaded, below that of the machine for temporary files. */
export class ScratchFiles {
  readonly folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<ScratchFiles> {
    return new ScratchFiles(await realpath(await mkdtemp(join(tmpdir(), 'longshore-tables-'))));
  }

  async write(
    content: string | Uint8Array,
    landAs: Partial<LandAs> & Pick<LandAs, 'contentType'>,
    name?: string,
  ): Promise<LocalFile> {
    const path = join(this.folder, `${this.#count++}`);
    await writeFile(path, content);
    return { path, name: name ?? `file-${this.#count}`, day: undefined, landAs: { tag: 'rows', ...landAs } };
  }

  csv(content: string, name?: string): Promise<LocalFile> {
    return this.write(content, { contentType: 'text/csv' }, name);
  }

  /** A copy of a file, in folders of the same names. */
  async copy(path: string, name: string): Promise<LocalFile> {
    const copied = join(this.folder, `${this.#count++}`, name);
    await mkdir(join(copied, '..'), { recursive: true });
    await copyFile(path, copied);
    return { path: copied, name, day: undefined, landAs: { tag: 'rows', contentType: 'application/x-parquet' } };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

let runs = 0;

/** A load of files into a feed, as a run of its own unless it is told. */
export function loadOf(
  feed: string,
  settings: FeedConfig,
  files: readonly LocalFile[],
  more: Partial<FeedLoad> = {},
): FeedLoad {
  runs += 1;
  return {
    courier: 'courier',
    runId: `run-${runs}`,
    feed,
    settings,
    truncate: false,
    files,
    objects: files.map(({ name, day }) => ({ name, day, etag: `etag-${runs}`, size: 1 })),
    ...more,
  };
}

/** Loads, and answers the bad rows beside the counts. */
export async function loaded(
  tables: Tables,
  load: FeedLoad,
): Promise<FeedLoaded & { readonly bad: readonly RowError[] }> {
  const bad: RowError[] = [];
  const result = await tables.load(load, {
    onErrors: async (errors) => {
      bad.push(...errors);
    },
  });
  return { ...result, bad };
}

/** All rows of a query. */
export async function rowsOf(tables: Tables, sql: string): Promise<unknown[][]> {
  const { rows } = await tables.query(sql);
  const all: unknown[][] = [];
  for await (const batch of rows) all.push(...batch.map((row) => [...row]));
  return all;
}
