import { z } from 'zod';
import { nearestWord } from '../contract/nearest-word';
import { dependsOn } from './depends-on';
import { mappingModule } from './mapping-module';
import { alertSettings } from './notifications';
import { bookmarksOfImport } from './place-choice';
import { schedule } from './schedule';
import { duration, share, text, whenRight, wholeNumber, word } from './settings';

const settings = z.strictObject({
  type: z.literal('files-to-odp'),
  source: text().describe('Name of a connection of type azure-blob.'),
  destination: text().describe('Name of a connection of type odp.'),
  match: text().default('**/*').describe("Glob on a file's name: **/*.json"),
  prefix: text().optional().describe('Narrows the listing to names that begin so.'),
  format: word('auto', 'array', 'ndjson').default('auto'),
  object: text().describe('Name of the destination object.'),
  key: text().describe(
    'The destination field that identifies a record; one of fields, or of what the function returns.',
  ),
  fields: z
    .record(z.string().min(1, { error: 'is no name of a destination field' }), text())
    .optional()
    .describe('Destination field: path in the source record.'),
  mapping: mappingModule.optional().describe('In place of fields: a function that makes them of the record.'),
  nulls: word('keep', 'clear').default('keep').describe('Whether empty values leave the stored ones or clear them.'),
  largeIntegers: word('reject', 'string').default('reject').describe('What becomes of whole numbers beyond 2^53.'),
  batchSize: wholeNumber(1, 500).default(100),
  concurrency: z
    .union([z.literal('auto'), wholeNumber(1, 32)], { error: 'must be auto, or a whole number from 1 to 32' })
    .default('auto')
    .describe('Requests under way at once: found by itself, or a number.'),
  maxConcurrency: wholeNumber(1, 32).default(32).describe('What concurrency: auto stays under.'),
  // 16: a bookmark names a file per lane, and stays under 10 KB.
  parallelFiles: wholeNumber(1, 16).default(1).describe('Files imported side by side; for files that do not overlap.'),
  maxRejects: wholeNumber(0).default(1000).describe('Rejected records that a file may have.'),
  maxRejectRate: share().default(0.05),
  onError: word('quarantine', 'fail').default('quarantine').describe('What becomes of a file over its limits.'),
  giveUpAfter: duration(1).prefault('24h').describe('How long a run goes on without one acknowledged record.'),
  // The upper bound keeps one record well inside the longest text that Node can hold (512 MB).
  maxRecordBytes: wholeNumber(1, 256_000_000).default(16_000_000),
  overlap: duration().prefault('5m').describe('How far before the newest file that is done a listing still looks.'),
  settle: duration().prefault('2s').describe('How old a file must be before it is taken.'),
  title: text().optional().describe('How the journal and notifications call the import.'),
  records: text().default('records').describe('What its records are called: offline stores'),
  schedule: schedule.optional(),
  ...alertSettings,
  dependsOn,
  bookmarks: bookmarksOfImport,
});

/** Files of JSON records in a container → objects of the Optimizely Data Platform. */
export const filesToOdpImport = settings
  .superRefine(
    ({ key, fields, mapping }, context) => {
      const names = Object.keys(fields ?? {});
      if (mapping !== undefined) {
        if (fields === undefined) return;
        const message = 'cannot stand beside fields: one of the two says what is written';
        context.addIssue({ code: 'custom', path: ['mapping'], message });
      } else if (fields === undefined) {
        const message = 'must be a map of keys and values, or `mapping` must name a function';
        context.addIssue({ code: 'custom', path: ['fields'], message });
      } else if (names.length === 0) {
        context.addIssue({ code: 'custom', path: ['fields'], message: 'must map at least the key' });
      } else if (!Object.hasOwn(fields, key)) {
        const near = nearestWord(key, names);
        const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
        context.addIssue({ code: 'custom', path: ['key'], message: 'must be one of the fields', params: { hint } });
      }
    },
    whenRight('key', 'fields', 'mapping'),
  )
  .transform(({ giveUpAfter, overlap, settle, fields, ...rest }) => ({
    ...rest,
    // Empty where a function makes them.
    fields: fields ?? {},
    giveUpAfterMs: giveUpAfter,
    overlapMs: overlap,
    settleMs: settle,
  }));

/** Connections that the import uses: key of its section → types that can be named there. */
export const filesToOdpConnections = { source: ['azure-blob'], destination: ['odp'] } as const;

/** The settings of one such import; times in ms, sizes in bytes. */
export interface FilesToOdpImport extends z.output<typeof filesToOdpImport> {
  /** The import's name where the file gives no title. */
  readonly title: string;
}

/** The destination's fields that the file names: all that are mapped, or the key alone where a function makes them. */
export function namedFields({ key, fields, mapping }: FilesToOdpImport): Readonly<Record<string, string>> {
  return mapping === undefined ? fields : { [key]: '' };
}
