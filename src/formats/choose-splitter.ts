import { ArraySplitter } from './array-splitter';
import { LineSplitter } from './line-splitter';
import type { RecordRules } from './parse-record';
import type { RecordPlace } from './record-place';
import type { RecordSplitter } from './record-splitter';
import { notJson, notTheArrayAskedFor, notTheLinesAskedFor } from './wrong-format';

export type WantedFormat = 'auto' | 'array' | 'ndjson';

/** Where the file's first byte that is no white space lies, and which it is. */
export interface FirstByte {
  readonly byte: number;
  readonly offset: number;
  /** From 1. */
  readonly line: number;
}

const openArray = 0x5b;
const openObject = 0x7b;

/**
 * The splitter for a file that begins with `first`. With `auto`, `[` is an array, and `{` is taken for NDJSON until the
 * first lines show that it is one object. Throws `not-an-array`.
 */
export function chooseSplitter(wanted: WantedFormat, first: FirstByte, rules: RecordRules): RecordSplitter {
  const { byte, offset, line } = first;
  if (wanted === 'ndjson') {
    if (byte === openArray) throw notTheLinesAskedFor(rules.name, offset);
    return new LineSplitter(rules, { offset, index: 0, line, isGuess: false });
  }
  if (byte === openArray) return new ArraySplitter(rules, { offset, index: 0, resumed: false });
  if (byte !== openObject) throw notJson(rules.name, offset);
  if (wanted === 'array') throw notTheArrayAskedFor(rules.name, offset);
  return new LineSplitter(rules, { offset, index: 0, line, isGuess: true });
}

/** The splitter that goes on after the last record taken. */
export function resumeSplitter(place: RecordPlace, rules: RecordRules): RecordSplitter {
  const { format, offset, index, line = 1 } = place;
  if (format === 'array') return new ArraySplitter(rules, { offset, index, resumed: true });
  return new LineSplitter(rules, { offset, index, line, isGuess: false });
}
