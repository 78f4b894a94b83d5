import { z } from 'zod';
import { quotedName, quotedText } from '../../connectors/duckdb';
import type { FileColumn, FileGroup, PlacedFile, ReadFiles, ReadInput } from './file-group';

const described = z.object({ column_name: z.string(), column_type: z.string() });

/**
 * Parquet is read where it lies: of what nobody asks for nothing is read, and nothing is written meanwhile.
 *
 * Files are grouped by their columns, so that no type of one is widened to that of another without a word, as
 * `union_by_name` would do. Folders such as `account_id=12345` are never columns: they would replace the file's own.
 */
export async function readParquet({ session, files }: ReadInput): Promise<ReadFiles> {
  const groups = new Map<string, { columns: readonly FileColumn[]; files: PlacedFile[] }>();
  const columnsOf = new Map<number, readonly string[]>();
  for (const placed of files) {
    // From the file's foot alone.
    const found = await session.rows(
      `DESCRIBE SELECT * FROM read_parquet(${quotedText(placed.file.path)}, hive_partitioning = false)`,
      described,
    );
    columnsOf.set(
      placed.place,
      found.map(({ column_name }) => column_name),
    );
    const key = JSON.stringify(found);
    const group = groups.get(key) ?? { columns: found.map(columnOf), files: [] };
    group.files.push(placed);
    groups.set(key, group);
  }
  const read = [...groups.values()].map((group) => groupOf(group.columns, group.files));
  return { groups: read, columnsOf, unread: new Map(), rowsOf: new Map() };
}

const columnOf = ({ column_name: name, column_type: type }: z.output<typeof described>): FileColumn => ({
  name,
  sql: quotedName(name),
  type,
});

function groupOf(columns: readonly FileColumn[], files: readonly PlacedFile[]): FileGroup {
  const places = files.map(({ place }) => place);
  return {
    from: `read_parquet([${files.map(({ file }) => quotedText(file.path)).join(', ')}], hive_partitioning = false)`,
    columns,
    // The place in this group's list → the place among all files.
    file: `list_extract([${places.join(', ')}], file_index::BIGINT + 1)`,
    row: 'file_row_number',
    line: 'NULL::BIGINT',
    record: `to_json(struct_pack(${columns.map(({ name, sql }) => `${quotedName(name)} := ${sql}`).join(', ')}))::VARCHAR`,
    last: Math.max(...places),
  };
}
