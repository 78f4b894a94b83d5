import { z } from 'zod';
import { nearestWord } from '../contract/nearest-word';
import { feedField, semanticTag } from './feed-field';
import { text, whenRight, whenWhole, wholeNumber, word } from './settings';

/** The name of a feed, which is that of its table: `Optimizely:Decisions`. */
export function feedName() {
  const error = 'is not the name of a feed: <source>:<feed>, of letters, digits, spaces, `-`, `_` and `.`';
  return z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}:[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, { error });
}

const columnName = z.string().regex(/^[A-Za-z0-9_]+$/, {
  error: 'is not the name of a field, which has only letters, digits and underscores: put what the file has under from',
});

/** What the value of lastUpdated is where no column of the file tells how new a row is. */
const generated = 'generated';

/** Files of one kind → a table: its columns, what identifies a row, and what is done with rows that are bad. */
export const feed = z
  .strictObject({
    table: text().describe('Name of a connection of type duckdb or postgres.'),
    id: z
      .string()
      .regex(/^df-[A-Za-z0-9]+$/, { error: 'must be the id of a feed, such as df-5L6d1veh' })
      .optional()
      .describe('Another name of the feed, for load operations that were written with ids.'),
    active: z.boolean().default(true).describe('false: load operations do not find it.'),
    primaryKey: z
      .array(text())
      .min(1, { error: 'must have at least one field' })
      .describe('Fields that identify a row.'),
    lastUpdated: text().default(generated).describe('The field whose greatest value wins: integer or datetime.'),
    fields: z.record(columnName, feedField).describe('Column of the table: what it is in the file.'),
    required: z.array(text()).default([]).describe('Fields without which a file is refused.'),
    semanticTags: z.record(text(), semanticTag()).default({}).describe('Field: what its values are.'),
    errorThreshold: wholeNumber(0, 100)
      .default(1)
      .describe('Percent of bad rows; over it nothing of a load is in the table.'),
    stitch: z.boolean().default(false).describe('true: a mark that its rows are of persons.'),
    onDrift: word('accept', 'refuse').default('accept').describe('What becomes of a file with other columns.'),
  })
  .superRefine(
    ({ fields, primaryKey, lastUpdated, required, semanticTags }, context) => {
      const names = Object.keys(fields);
      const tell = (path: (string | number)[], message: string, hint?: string) =>
        context.addIssue({ code: 'custom', path, message, params: { hint } });
      const requireField = (path: (string | number)[], name: string, message = 'must be one of the fields') => {
        if (Object.hasOwn(fields, name)) return true;
        const near = nearestWord(name, names);
        tell(path, message, near === undefined ? undefined : `did you mean \`${near}\`?`);
        return false;
      };

      if (names.length === 0) tell(['fields'], 'must have at least the key');
      // Engines compare names of columns without case.
      const seen = new Map<string, string>();
      for (const name of names) {
        const other = seen.get(name.toLowerCase());
        if (other !== undefined)
          tell(['fields', name], `must have another name: ${other} is the same but for its case`);
        seen.set(name.toLowerCase(), name);
      }
      for (const [index, name] of primaryKey.entries()) {
        if (!requireField(['primaryKey', index], name)) continue;
        if (fields[name]?.type === 'nested') tell(['primaryKey', index], 'must not be a nested field');
        if (primaryKey.indexOf(name) < index) tell(['primaryKey', index], 'stands there twice');
      }
      if (
        lastUpdated !== generated &&
        requireField(['lastUpdated'], lastUpdated, `must be ${generated}, or one of the fields`)
      ) {
        const type = fields[lastUpdated]?.type;
        if (type !== 'integer' && type !== 'datetime') {
          tell(['lastUpdated'], 'must be a field of type integer or datetime; a date is too coarse');
        }
      }
      for (const [index, name] of required.entries()) requireField(['required', index], name);
      for (const [name, tag] of Object.entries(semanticTags)) {
        const isThere = requireField(['semanticTags', name], name, 'stands under a name that no field has');
        const own = isThere ? fields[name]?.tag : undefined;
        if (own !== undefined && own !== tag) tell(['semanticTags', name], 'must be the tag that the field itself has');
      }
    },
    {
      // What is wrong in one field is no reason to hide what is wrong with the key.
      when: (section) =>
        whenRight('fields').when(section) &&
        whenWhole('primaryKey', 'lastUpdated', 'required', 'semanticTags').when(section),
    },
  )
  .transform(({ fields, required, semanticTags, ...rest }) => ({
    ...rest,
    // Whether it was said of the field or beside it is one.
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        const tag = field.tag ?? semanticTags[name];
        const known = { ...field, required: field.required || required.includes(name) };
        return [name, tag === undefined ? known : { ...known, tag }];
      }),
    ),
  }));

/** The settings of one feed; its errorThreshold is in percent. */
export type FeedConfig = z.output<typeof feed>;

/** Connections that a feed uses: key of its section → types that can be named there. */
export const feedConnections = { table: ['duckdb', 'postgres'] } as const;
