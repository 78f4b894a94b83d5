import { LongshoreError } from '../contract/failure';
import type { FailureCode } from '../contract/failure-codes';
import { BracketScanner } from './bracket-scanner';
import { hidesItsEnd } from './hides-its-end';
import { isSpace, skipSpace } from './json-space';
import type { RecordRules } from './parse-record';
import { readRecord } from './read-record';
import { RecordBuffer } from './record-buffer';
import type { RecordPlace } from './record-place';
import { type RecordSplitter, recordsPerChunk } from './record-splitter';
import type { SourceRecord } from './source-record';

const quote = 0x22;
const comma = 0x2c;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

type Phase = 'before-array' | 'first-value' | 'next-value' | 'in-value' | 'in-scalar' | 'after-value' | 'after-array';

/**
 * Finds the records of a JSON array: a small state machine (brackets, string, escape) over the bytes, and JSON.parse for
 * each record. That isolates a malformed record, knows each record's bytes, and costs half of one JSON.parse of it all.
 *
 * It stops where a record's end cannot be told: brackets that do not match, a quote too few. A lost quote is noticed
 * where it hides a record's end; it is not where a text that itself looks like records (`"},{…},{"`) loses its opening
 * one. A record is handed out when the comma or bracket after it was seen, for the same reason.
 */
export class ArraySplitter implements RecordSplitter {
  readonly format = 'array';
  readonly #rules: RecordRules;
  readonly #buffer: RecordBuffer;
  readonly #scanner = new BracketScanner();
  #records: SourceRecord[] = [];
  /** True while the last record waits for what follows it. */
  #isHeld = false;
  #fault: LongshoreError | undefined;
  #phase: Phase;
  #index: number;
  /** Uncompressed bytes: of the next one to scan, of the record that is read, of the last comma. */
  #position: number;
  #start = 0;
  #lastComma = 0;

  /** Begins at `start.offset`: at the array's bracket, or after a record where it is `resumed`. */
  constructor(rules: RecordRules, start: Pick<RecordPlace, 'offset' | 'index'> & { resumed: boolean }) {
    this.#rules = rules;
    this.#buffer = new RecordBuffer(rules.maxRecordBytes);
    this.#index = start.index;
    this.#position = start.offset;
    this.#phase = start.resumed ? 'after-value' : 'before-array';
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
      if (this.#phase === 'in-value') at = this.#scanValue(piece, at, base);
      else if (this.#phase === 'in-scalar') at = this.#scanScalar(piece, at, base);
      else at = this.#scanBetween(piece, at, base);
    }
    if (this.#isInside) this.#buffer.append(piece.subarray(Math.max(from, this.#start - base), at));
    this.#position = base + at;
    return at;
  }

  take(): SourceRecord[] {
    const records = this.#records;
    const held = this.#isHeld ? records.pop() : undefined;
    this.#records = held === undefined ? [] : [held];
    return records;
  }

  end(): void {
    this.#isHeld = false;
    if (this.#phase === 'after-array' || this.#fault !== undefined) return;
    if (this.#isInside) {
      const why = `it begins at byte ${this.#start} and is cut off, or lacks a closing quote or bracket`;
      this.#fail('file-truncated', `ends in the middle of record ${this.#index}, at byte ${this.#position}: ${why}`);
    } else {
      const where = `before record ${this.#index}, at byte ${this.#position}`;
      this.#fail('file-truncated', `ends without the closing bracket of its array, ${where}`);
    }
  }

  get #isInside(): boolean {
    return this.#phase === 'in-value' || this.#phase === 'in-scalar';
  }

  /** Between records: white space, commas, the array's own brackets. */
  #scanBetween(piece: Buffer, from: number, base: number): number {
    const at = skipSpace(piece, from);
    if (at === piece.length) return at;
    const byte = piece[at] as number;
    const position = base + at;
    switch (this.#phase) {
      case 'before-array':
        this.#phase = 'first-value';
        return at + 1;
      case 'after-value':
        this.#endValue(byte, position);
        return at + 1;
      case 'after-array':
        this.#malformed(`goes on after its array of ${this.#index} records has ended, at byte ${position}`);
        return at;
      default:
        return this.#beginValue(byte, position) ? at : at + 1;
    }
  }

  #endValue(byte: number, position: number): void {
    if (byte === comma || byte === closeArray) {
      this.#isHeld = false;
      this.#lastComma = position;
      this.#phase = byte === comma ? 'next-value' : 'after-array';
      return;
    }
    if (byte === openArray || byte === openObject) {
      this.#isHeld = false;
      this.#malformed(`has no comma before record ${this.#index}, at byte ${position}`);
      return;
    }
    // The value ended too early to be trusted, as in `{"a":1}"b":2}`: it is not handed out.
    const isBracketTooMany = byte === closeObject && this.#isHeld;
    if (this.#isHeld) this.#records.pop();
    this.#isHeld = false;
    const record = `record ${this.#index - 1}`;
    if (isBracketTooMany) this.#malformed(`has a closing bracket too many in ${record}, at byte ${this.#start}`);
    else this.#malformed(`has neither a comma nor the end of the array after ${record}, at byte ${position}`);
  }

  /** True if a value begins here, to be scanned from its first byte. */
  #beginValue(byte: number, position: number): boolean {
    if (byte === closeArray && this.#phase === 'first-value') {
      this.#phase = 'after-array';
      return false;
    }
    if (byte === closeArray) {
      this.#malformed(`has a comma but no record ${this.#index} after it, at byte ${this.#lastComma}`);
      return false;
    }
    if (byte === comma || byte === closeObject) {
      const what = byte === comma ? 'a comma' : 'a closing bracket';
      this.#malformed(`has ${what} where record ${this.#index} should begin, at byte ${position}`);
      return false;
    }
    this.#start = position;
    this.#scanner.begin();
    this.#phase = byte === quote || byte === openObject || byte === openArray ? 'in-value' : 'in-scalar';
    return true;
  }

  #scanValue(piece: Buffer, from: number, base: number): number {
    const at = this.#scanner.scan(piece, from);
    if (this.#scanner.isMismatched) {
      const bracket = `the closing bracket at byte ${base + at - 1} does not match`;
      this.#malformed(`cannot be read from record ${this.#index} on, at byte ${this.#start}: ${bracket}`);
      this.#phase = 'after-value';
    } else if (this.#scanner.isWhole) this.#finish(piece, at, base);
    return at;
  }

  /** A number, a literal or garbage: up to white space or to a byte that ends or begins something else. */
  #scanScalar(piece: Buffer, from: number, base: number): number {
    let at = from;
    while (at < piece.length && !endsScalar(piece[at] as number)) at++;
    if (at < piece.length) this.#finish(piece, at, base);
    return at;
  }

  #finish(piece: Buffer, at: number, base: number): void {
    const range = { index: this.#index, start: this.#start, end: base + at };
    const bytes = this.#bytesOf(piece, at, range.end - range.start);
    const record = readRecord(this.#rules, range, bytes, this.#scanner.isTooDeep);
    const code = record.problem?.code;
    this.#phase = 'after-value';
    const isUnread = code !== undefined && code !== 'record-not-an-object';
    if (isUnread && hidesItsEnd(bytes, code !== 'record-too-large')) {
      const why = 'it lacks a quote, so that its end cannot be told';
      this.#malformed(`cannot be read from record ${range.index} on, at byte ${range.start}: ${why}`);
    } else {
      this.#records.push(record);
      this.#isHeld = true;
      this.#index++;
    }
    this.#buffer.clear();
  }

  #bytesOf(piece: Buffer, at: number, size: number): Buffer {
    const before = this.#buffer.length;
    // Of a record that is too large the same is kept however it was cut, for it decides what becomes of the file.
    if (before === 0 && size <= this.#rules.maxRecordBytes) return piece.subarray(at - size, at);
    this.#buffer.append(piece.subarray(at - (size - before), at));
    return this.#buffer.bytes();
  }

  #malformed(what: string): void {
    this.#fail('file-malformed', what);
  }

  #fail(code: FailureCode, what: string): void {
    this.#fault = new LongshoreError(code, `${this.#rules.name} ${what}`);
  }
}

function endsScalar(byte: number): boolean {
  const isBracket = byte === openObject || byte === closeObject || byte === openArray || byte === closeArray;
  return isBracket || byte === comma || byte === quote || isSpace(byte);
}
