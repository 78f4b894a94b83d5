import type { ContentType } from '../../contract/couriers/content-type';
import { LongshoreError } from '../../contract/failure';
import type { LocalFile } from '../tables';
import type { PlacedFile, ReadFiles, ReadInput } from './file-group';
import { readDelimited } from './read-delimited';
import { readJson } from './read-json';
import { readParquet } from './read-parquet';

type Read = (input: ReadInput) => Promise<ReadFiles>;

const readers: Readonly<Partial<Record<ContentType, Read>>> = {
  'application/x-parquet': readParquet,
  'text/csv': readDelimited,
  'text/tab-separated-values': readDelimited,
  'text/pipe-separated-values': readDelimited,
  'application/json': readJson,
  'application/x-ndjson': readJson,
  'application/x-json-stream': readJson,
};

/** Reads files, each by the type of its content. Throws `file-unreadable` for one that is not read. */
export async function readFiles({
  files,
  ...input
}: Omit<ReadInput, 'files'> & { readonly files: readonly LocalFile[] }): Promise<ReadFiles> {
  const filesOf = new Map<Read, PlacedFile[]>();
  for (const [place, file] of files.entries()) {
    const read = readers[file.landAs.contentType];
    if (read === undefined) {
      throw new LongshoreError(
        'file-unreadable',
        `${file.name}: ${file.landAs.contentType} cannot be loaded into tables.`,
      );
    }
    filesOf.set(read, [...(filesOf.get(read) ?? []), { place, file }]);
  }
  const found: ReadFiles[] = [];
  for (const [read, placed] of filesOf) found.push(await read({ ...input, files: placed }));
  return {
    groups: found.flatMap(({ groups }) => groups),
    columnsOf: new Map(found.flatMap(({ columnsOf }) => [...columnsOf])),
    unread: new Map(found.flatMap(({ unread }) => [...unread])),
    rowsOf: new Map(found.flatMap(({ rowsOf }) => [...rowsOf])),
  };
}
