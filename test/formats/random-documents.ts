import fc from 'fast-check';
import type { RecordFormat } from '../../src/formats';
import type { Cut } from './read-all';

/** A seed from a failed run repeats it: `SEED=… npx jest test/formats`. */
export const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

/** A file, and the text of each of its records with the byte and the line where it begins. */
export interface Document {
  readonly format: RecordFormat;
  readonly text: string;
  readonly records: readonly { readonly text: string; readonly start: number; readonly line: number }[];
}

const anySpace = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t', ' \n  ');
const lineSpace = fc.constantFrom('', '', '', ' ', '\t', '  ');

/** What a splitter could take for structure, what could be cut in two, and what JSON escapes. */
const fragments = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '},{',
  '"}',
  '\\',
  '\\"',
  '😀',
  'é',
  '€',
  '\u2028',
  '\ufeff',
  'a',
  '1',
  ' ',
];
const escapes = [
  '\\"',
  '\\\\',
  '\\n',
  '\\r',
  '\\t',
  '\\/',
  '\\u0000',
  '\\u0022',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\\\\\"',
];
const plainText = fc
  .array(fc.constantFrom(...fragments), { maxLength: 6 })
  .map((parts) => JSON.stringify(parts.join('')));
const escapedText = fc.array(fc.constantFrom(...escapes), { maxLength: 4 }).map((parts) => `"${parts.join('')}"`);
const anyText = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => JSON.stringify(text));
const text = fc.oneof(plainText, escapedText, anyText);
const scalar = fc.constantFrom('0', '-1', '-0', '1.5e3', '1E-2', '9007199254740991', 'true', 'false', 'null');
const key = fc.oneof({ weight: 4, arbitrary: text }, fc.constantFrom('"a"', '"a"', '"__proto__"', '""'));

/** JSON texts of objects and of anything; with `space` wherever JSON allows it. */
function jsonTexts(space: fc.Arbitrary<string>): { object: fc.Arbitrary<string>; value: fc.Arbitrary<string> } {
  const list = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
      .array(fc.tuple(space, item, space), { maxLength: 4 })
      .map((items) => items.map((item) => item.join('')).join(','));
  const { object, value } = fc.letrec<{ object: string; value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      text,
      tie('object'),
      deep(tie('value'), space),
      array(tie('value')),
    ),
    object: fc
      .tuple(
        list(
          fc
            .tuple(key, space, space, tie('value'))
            .map(([name, before, after, it]) => `${name}${before}:${after}${it}`),
        ),
        space,
      )
      .map(([members, inside]) => `{${members || inside}}`),
  }));
  function array(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
    return fc.tuple(list(item), space).map(([items, inside]) => `[${items || inside}]`);
  }
  return { object, value };
}

function deep(value: fc.Arbitrary<string>, space: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: 1, max: 20 }), space, value)
    .map(([depth, inside, it]) => `${`[${inside}{"d":`.repeat(depth)}${it}${`}${inside}]`.repeat(depth)}`);
}

const spread = jsonTexts(anySpace);
const inLine = jsonTexts(lineSpace);
const byteOrderMark = fc.constantFrom('', '', '\ufeff');
const elements = (texts: typeof spread): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: texts.object }, { weight: 1, arbitrary: texts.value });

/** An array, mostly of objects. */
export const arrayDocument: fc.Arbitrary<Document> = fc
  .tuple(
    fc.tuple(byteOrderMark, anySpace).map((parts) => parts.join('')),
    fc.array(fc.tuple(anySpace, elements(spread), anySpace), { maxLength: 8 }),
    anySpace,
    anySpace,
  )
  .map(([before, items, inside, after]) => {
    const records = items.map(([left, it, right], index) => [`${index === 0 ? '[' : ','}${left}`, it, right] as const);
    return assemble('array', before, records, records.length === 0 ? `[${inside}]${after}` : `]${after}`);
  });

/** Lines, mostly of objects, with blank lines and with both ends of lines; the last line may lack its end. */
export const lineDocument: fc.Arbitrary<Document> = fc
  .tuple(
    fc.tuple(byteOrderMark, anySpace).map((parts) => parts.join('')),
    fc.array(fc.tuple(lineSpace, elements(inLine), lineSpace, fc.constantFrom('\n', '\r\n', '\n\n', '\r\n \r\n')), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.boolean(),
  )
  .map(([before, items, isLastEnded]) => {
    const records = items.map(([left, it, right, end], index) => {
      const isLast = index === items.length - 1;
      return [left, it, `${right}${isLast && !isLastEnded ? '' : end}`] as const;
    });
    return assemble('ndjson', before, records, '');
  });

export const randomCut: fc.Arbitrary<Cut> = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 })
  .filter((sizes) => sizes.some((size) => size > 0));

function assemble(
  format: RecordFormat,
  before: string,
  items: readonly (readonly [string, string, string])[],
  after: string,
): Document {
  let whole = before;
  const records = items.map(([left, it, right]) => {
    whole += left;
    const place = { text: it, start: Buffer.byteLength(whole), line: whole.split('\n').length };
    whole += it + right;
    return place;
  });
  return { format, text: whole + after, records };
}
