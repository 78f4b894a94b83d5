import type { LongshoreError } from '../contract/failure';
import { countNewlines, isSpace, skipSpace } from './json-space';
import { nestsTooDeep } from './nesting';
import type { RecordRules } from './parse-record';
import { readRecord } from './read-record';
import { RecordBuffer } from './record-buffer';
import type { RecordPlace } from './record-place';
import { type RecordSplitter, recordsPerChunk } from './record-splitter';
import type { SourceRecord } from './source-record';
import { singleObject, wrappedObject } from './wrong-format';

const newline = 0x0a;

/**
 * Finds the records of an NDJSON file: one a line, ended by `\n` or `\r\n`; blank lines are only counted, and the last
 * line needs no end. Whatever is wrong with a line stays in that line, so nothing here fails the file but one thing:
 * where the format was a guess (`isGuess`), a first line that shows one JSON object instead.
 */
export class LineSplitter implements RecordSplitter {
  readonly format = 'ndjson';
  readonly #rules: RecordRules;
  readonly #buffer: RecordBuffer;
  #records: SourceRecord[] = [];
  #fault: LongshoreError | undefined;
  #isGuess: boolean;
  #isInside = false;
  #index: number;
  #line: number;
  /** Uncompressed bytes: of the next one to scan, of the record that is read, and the one after its last so far. */
  #position: number;
  #start = 0;
  #end = 0;

  /** Begins at `start.offset`, in line `start.line` (from 1). */
  constructor(rules: RecordRules, start: Pick<RecordPlace, 'offset' | 'index'> & { line: number; isGuess: boolean }) {
    this.#rules = rules;
    this.#buffer = new RecordBuffer(rules.maxRecordBytes);
    this.#isGuess = start.isGuess;
    this.#index = start.index;
    this.#line = start.line;
    this.#position = start.offset;
  }

  get index(): number {
    return this.#index;
  }

  get fault(): LongshoreError | undefined {
    return this.#fault;
  }

  scan(piece: Buffer, from: number): number {
    const base = this.#position - from;
    let at = from;
    while (at < piece.length && this.#fault === undefined && this.#records.length < recordsPerChunk) {
      if (!this.#isInside) {
        const begin = skipSpace(piece, at);
        this.#line += countNewlines(piece, at, begin);
        at = begin;
        if (at === piece.length) break;
        this.#isInside = true;
        this.#start = base + at;
      }
      const newlineAt = piece.indexOf(newline, at);
      const stop = newlineAt === -1 ? piece.length : newlineAt;
      const end = endOfText(piece, at, stop);
      if (end > at) this.#end = base + end;
      if (newlineAt === -1) this.#buffer.append(piece.subarray(at));
      else this.#finish(piece.subarray(at, stop));
      at = stop;
    }
    this.#position = base + at;
    return at;
  }

  take(): SourceRecord[] {
    if (this.#isGuess) return [];
    const records = this.#records;
    this.#records = [];
    return records;
  }

  end(): void {
    if (this.#fault !== undefined) return;
    if (this.#isInside) this.#finish(Buffer.alloc(0));
    if (this.#isGuess && this.#fault === undefined) this.#fault = singleObject(this.#rules.name, this.#start);
  }

  /** `last` is what the line has in this piece. A line's trailing white space is no part of its record. */
  #finish(last: Buffer): void {
    let bytes = last;
    if (this.#buffer.length > 0) {
      this.#buffer.append(last);
      bytes = this.#buffer.bytes();
    }
    const size = this.#end - this.#start;
    bytes = bytes.subarray(0, size);
    const range = { index: this.#index, start: this.#start, end: this.#end, line: this.#line };
    const record = readRecord(this.#rules, range, bytes, size <= this.#rules.maxRecordBytes && nestsTooDeep(bytes));
    this.#records.push(record);
    this.#index++;
    if (this.#isGuess) this.#judgeGuess(record, bytes);
    this.#isInside = false;
    this.#buffer.clear();
  }

  /** A first line that is a whole object decides nothing: a second line must follow it. */
  #judgeGuess(record: SourceRecord, bytes: Buffer): void {
    if (this.#records.length === 1 && record.problem === undefined) return;
    const isFirst = this.#records.length === 1;
    if (isFirst && (record.problem?.code === 'record-too-large' || '{[,:'.includes(lastCharacter(bytes)))) {
      this.#fault = wrappedObject(this.#rules.name, this.#start);
    } else this.#isGuess = false;
  }
}

/** Index after the last byte before `to` that is no white space; `from` if there is none. */
function endOfText(piece: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(piece[end - 1])) end--;
  return end;
}

function lastCharacter(bytes: Buffer): string {
  return String.fromCharCode(bytes[bytes.length - 1] ?? 0);
}
