import { LongshoreError } from '../contract/failure';

/** The file's first byte is neither a bracket nor a brace. */
export function notJson(name: string, offset: number): LongshoreError {
  return new LongshoreError(
    'not-an-array',
    `${name} begins neither with \`[\` nor with \`{\`, at byte ${offset}, before record 0`,
  );
}

/** An array was asked for, and the file begins with an object. */
export function notTheArrayAskedFor(name: string, offset: number): LongshoreError {
  return new LongshoreError(
    'not-an-array',
    `${name} begins with an object and not with an array, at byte ${offset}, where record 0 should be; it looks like NDJSON, or like one object around the records`,
    { remedy: 'Write the records as one JSON array, or set `format: ndjson` if each line is a record.' },
  );
}

/** NDJSON was asked for, and the file begins with a list: its lines would be refused one by one, without the cause. */
export function notTheLinesAskedFor(name: string, offset: number): LongshoreError {
  return new LongshoreError(
    'not-an-array',
    `${name} begins with a list and not with an object; it looks like a JSON array, at byte ${offset}, where record 0 should be`,
    { remedy: 'Set `format: array`, or write one JSON object a line.' },
  );
}

/** The file's only line is one object: a record of NDJSON, or an object around the records. Asking beats guessing. */
export function singleObject(name: string, offset: number): LongshoreError {
  return new LongshoreError(
    'not-an-array',
    `${name} is a single JSON object, at byte ${offset}, and not a list of records`,
    {
      remedy:
        'If the object is a record, set `format: ndjson`, which reads it; else write the records as one JSON array.',
    },
  );
}

/** The file's first line opens an object that it does not close. */
export function wrappedObject(name: string, offset: number): LongshoreError {
  return new LongshoreError(
    'not-an-array',
    `${name} is one JSON object over several lines, or a very long one, from byte ${offset} on, and not a list of records`,
    { remedy: 'Write the records alone, as one JSON array or as NDJSON, without an object around them.' },
  );
}
