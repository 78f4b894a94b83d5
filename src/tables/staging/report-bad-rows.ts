import { z } from 'zod';
import type { FeedConfig } from '../../config';
import type { DuckDbSession } from '../../connectors/duckdb';
import type { LocalFile } from '../tables';
import type { PlacedRow, ReadFiles } from './file-group';
import type { RowErrors } from './row-errors';
import { faultOf, type RefusedValues, type StagedColumn, stage } from './stage-view';

const badRow = z.tuple([z.number(), z.number(), z.number().nullable(), z.number(), z.string().nullable()]);

interface ReportInput {
  readonly session: DuckDbSession;
  readonly files: readonly LocalFile[];
  readonly settings: FeedConfig;
  readonly columns: readonly StagedColumn[];
  readonly refused: RefusedValues;
  readonly read: ReadFiles;
  readonly errors: RowErrors;
}

/** Reports the rows of a stage that are bad, in the order of their files. Where a file is text, it is read once more for their lines. */
export async function reportBadRows(input: ReportInput): Promise<void> {
  const { session, files, settings, columns, refused, read, errors } = input;
  const { batches } = await session.stream(
    `SELECT ${stage.file}, ${stage.row}, ${stage.line}, ${stage.bad}, ${stage.record} FROM ${stage.view}
     WHERE ${stage.bad} IS NOT NULL ORDER BY ${stage.file}, ${stage.row}`,
  );
  let text: { readonly place: number; readonly rows: AsyncIterator<PlacedRow> } | undefined;
  try {
    for await (const batch of batches) {
      for (const values of batch) {
        const [place, row, line, bad, record] = badRow.parse(values);
        if (text?.place !== place) {
          await text?.rows.return?.();
          const rows = read.rowsOf.get(place)?.();
          text = rows && { place, rows: rows[Symbol.asyncIterator]() };
        }
        const placed = text === undefined ? undefined : await rowAt(text.rows, row);
        await errors.add({
          file: files[place]?.name ?? '',
          line: placed?.line ?? line ?? undefined,
          row,
          ...faultOf(bad, columns, settings, refused),
          record: placed?.text ?? record ?? '',
        });
      }
    }
  } finally {
    await text?.rows.return?.();
  }
}

async function rowAt(rows: AsyncIterator<PlacedRow>, row: number): Promise<PlacedRow | undefined> {
  for (;;) {
    const next = await rows.next();
    if (next.done === true) return undefined;
    if (next.value.row === row) return next.value;
  }
}
