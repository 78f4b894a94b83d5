import { z } from 'zod';
import { timeFormat } from '../contract/couriers/time-format';
import { text, wholeNumber, word } from './settings';

const fieldTypes = ['boolean', 'date', 'datetime', 'decimal', 'float', 'integer', 'string', 'nested'] as const;

/** A mark of what a value is, such as email or fk-visitor; nothing is done with it but that it is carried and shown. */
export const semanticTag = () => {
  const error =
    'must be a tag of lower-case letters, digits and hyphens, such as email, fk-visitor or txn-item/quantity';
  return z.string({ error }).superRefine((tag, context) => {
    if (/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(tag)) return;
    const meant = tag.toLowerCase().replace(/[_\s]+/g, '-');
    const hint = /^[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(meant) ? `did you mean \`${meant}\`?` : undefined;
    context.addIssue({ code: 'custom', message: error, params: { hint } });
  });
};

/** A column of a feed's table. */
export const feedField = z
  .strictObject({
    type: word(...fieldTypes).describe('nested: lists, structs and maps, as the file has them.'),
    from: text().optional().describe('What the file calls it, case aside; left out, the same.'),
    format: text().optional().describe('How a date or a time is written: yyyy-MM-dd HH:mm:ss'),
    // 38 digits are all that a decimal has; so many behind the point leave 28 before it.
    scale: wholeNumber(0, 37).optional().describe('Digits of a decimal behind the point: 10 unless it is set.'),
    required: z.boolean().default(false).describe('true: a file without this column is refused.'),
    tag: semanticTag().optional().describe('What its values are: email'),
  })
  .superRefine(({ type, format, scale }, context) => {
    const tell = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (format !== undefined && type !== 'date' && type !== 'datetime') tell('format', 'is for a date or a datetime');
    const read = format === undefined ? undefined : timeFormat(format);
    if (read !== undefined && 'fault' in read) tell('format', `cannot be read: ${read.fault}`);
    if (scale !== undefined && type !== 'decimal') tell('scale', 'is for a decimal');
  });

export type FeedField = z.output<typeof feedField>;
