import { z } from 'zod';
import { exportFormats, type TableAnswer } from '../contract/couriers/table-request';
import type { FailureReport } from '../contract/failure';
import { isFailureCode } from '../contract/failure-codes';
import { landedSchema } from './landed-files';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const ofConnection = { connection: z.string() };
const rowsWanted = {
  /** How many rows at most. */
  limit: z.number(),
  /** False: values of columns that are tagged as personal are masked. */
  showPersonal: z.boolean(),
};

const requestSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('tables'), ...ofConnection }),
  z.strictObject({ ask: z.literal('preview'), ...ofConnection, table: z.string(), ...rowsWanted }),
  z.strictObject({ ask: z.literal('query'), ...ofConnection, sql: z.string(), ...rowsWanted }),
  z.strictObject({ ask: z.literal('export'), ...ofConnection, table: z.string(), format: z.enum(exportFormats) }),
  z.strictObject({
    ask: z.literal('activate'),
    ...ofConnection,
    feed: z.string(),
    purge: z.boolean(),
    /** A file that is loaded into it at once. */
    sample: landedSchema.exactOptional(),
  }),
  /** What the columns of a file are. */
  z.strictObject({ ask: z.literal('sample'), sample: landedSchema }),
  /** The first rows of a file; `tags` are those of columns of feeds that it is loaded into. */
  z.strictObject({
    ask: z.literal('sample-rows'),
    sample: landedSchema,
    tags: z.record(z.string(), z.string()),
    ...rowsWanted,
  }),
]);

/** What a command asks of tables, or of a file. It may hold personal data, so it lies in storage. */
export type TableRequest = z.output<typeof requestSchema>;

const content = z.strictObject({ pieces: z.array(z.string()), bytes: z.number() });
const failureSchema: z.ZodType<FailureReport> = z.strictObject({
  code: z.custom<FailureReport['code']>((code) => typeof code === 'string' && isFailureCode(code)),
  message: z.string(),
  remedy: z.string(),
});
const answerSchema: z.ZodType<TableAnswer> = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('failed'), failure: failureSchema }),
  z.strictObject({
    is: z.literal('tables'),
    tables: z.array(
      z.strictObject({
        name: z.string(),
        rows: z.number(),
        columns: z.array(z.strictObject({ name: z.string(), type: z.string(), tag: z.string().exactOptional() })),
        primaryKey: z.array(z.string()),
        loadedAt: z.number().exactOptional(),
      }),
    ),
  }),
  z.strictObject({
    is: z.literal('rows'),
    columns: z.array(z.strictObject({ name: z.string(), type: z.string(), masked: z.boolean() })),
    count: z.number(),
    more: z.boolean(),
    content,
  }),
  z.strictObject({ is: z.literal('export'), rows: z.number(), content }),
  z.strictObject({
    is: z.literal('sample'),
    sample: z.strictObject({
      rows: z.number(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string(), nulls: z.number(), distinct: z.number() })),
    }),
  }),
  z.strictObject({
    is: z.literal('activated'),
    loaded: z
      .strictObject({
        read: z.number(),
        errors: z.number(),
        rejected: z.number(),
        inserted: z.number(),
        updated: z.number(),
      })
      .exactOptional(),
  }),
]);

const folder = 'table-requests';
const keyOf = (request: string, name: string): string => storageKey(folder, request, name);

/** Under which the pieces lie of a file that a request sends along. */
export const sentFileKey = (request: string): string => keyOf(request, 'file');
/** Under which the pieces of an answer lie. */
export const answerContentKey = (request: string): string => keyOf(request, 'content');

export async function writeTableRequest(storage: Storage, request: string, asked: TableRequest): Promise<void> {
  await storage.put(keyOf(request, 'request.json'), JSON.stringify(asked));
}

/** Undefined where it was removed: who has asked does not wait any more. */
export async function readTableRequest(storage: Storage, request: string): Promise<TableRequest | undefined> {
  const found = await storage.get(keyOf(request, 'request.json'));
  return found && requestSchema.parse(JSON.parse(found.toString('utf8')));
}

/** Says that a request is answered. To be written when the content of the answer is there. */
export async function writeTableAnswer(storage: Storage, request: string, answer: TableAnswer): Promise<void> {
  await storage.put(keyOf(request, 'answer.json'), JSON.stringify(answer));
}

export async function readTableAnswer(storage: Storage, request: string): Promise<TableAnswer | undefined> {
  const found = await storage.get(keyOf(request, 'answer.json'));
  return found && answerSchema.parse(JSON.parse(found.toString('utf8')));
}

/** Removes a request, and all that belongs to it. */
export async function removeTableRequest(storage: Storage, request: string): Promise<void> {
  for await (const { key } of storage.list(`${storageKey(folder, request)}/`)) await storage.remove(key);
}

/** Removes what commands have left that did not come to their end. Answers how many objects that were. */
export async function removeOldTableRequests(storage: Storage, writtenBefore: number): Promise<number> {
  let removed = 0;
  for await (const { key, modifiedAt } of storage.list(`${folder}/`)) {
    if (modifiedAt >= writtenBefore) continue;
    await storage.remove(key);
    removed += 1;
  }
  return removed;
}
