import { gzipSync } from 'node:zlib';
import { type RecordChunk, readRecords } from '../../src/formats';
import { collectGarbage } from './collect-garbage';
import { settings } from './read-all';

/** A source that counts what was asked of it, and notes that it was let go. */
class CountingSource {
  pulled = 0;
  isLetGo = false;
  readonly #pieces: Iterable<Uint8Array>;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces;
  }

  readonly open = async (): Promise<AsyncIterable<Uint8Array>> => this.#read();

  async *#read(): AsyncGenerator<Uint8Array, void> {
    try {
      for (const piece of this.#pieces) {
        this.pulled++;
        yield piece;
      }
    } finally {
      this.isLetGo = true;
    }
  }
}

function* endlessArray(): Generator<Uint8Array, void> {
  yield Buffer.from('[{"id":0}');
  for (let id = 1; ; id++) yield Buffer.from(`,{"id":${id}}`);
}

function* endlessLines(): Generator<Uint8Array, void> {
  for (let id = 0; ; id++) yield Buffer.from(`{"id":${id}}\n`);
}

/** Gzip of an array that never ends: each member is one piece. */
function* endlessGzip(): Generator<Uint8Array, void> {
  for (const piece of endlessArray()) yield gzipSync(piece);
}

const endless = { 'an array': endlessArray, lines: endlessLines, gzip: endlessGzip };

async function take(chunks: AsyncGenerator<RecordChunk, void>): Promise<RecordChunk> {
  const { value } = await chunks.next();
  if (!value) throw new Error('the records ended');
  return value;
}

test.each(Object.entries(endless))(
  'no more than a few pieces are read ahead of who takes the records: %s',
  async (_, pieces) => {
    const source = new CountingSource(pieces());
    const chunks = readRecords(source.open, settings);
    expect(source.pulled).toBe(0);
    for (let taken = 0; taken < 2_000; ) {
      const { records } = await take(chunks);
      taken += records.length;
      await new Promise(setImmediate);
      // Each piece holds a record: what is asked for beyond those taken is held in memory.
      expect(source.pulled - taken).toBeLessThanOrEqual(3);
    }
    await chunks.return();
    expect(source.isLetGo).toBe(true);
  },
);

test('a piece of many tiny records comes in chunks of 1000 at most', async () => {
  const count = 25_000;
  const source = new CountingSource([Buffer.from(`[${Array.from({ length: count }, () => '{}').join()}]`)]);
  const indices: number[] = [];
  for await (const { records } of readRecords(source.open, settings)) {
    expect(records.length).toBeLessThanOrEqual(1_000);
    indices.push(...records.map(({ index }) => index));
  }
  expect(indices).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('a large array holds no record that was taken', async () => {
  const taken: WeakRef<object>[] = [];
  let mostAlive = 0;
  for await (const { records } of readRecords(new CountingSource(endlessArray()).open, settings)) {
    taken.push(...records.map((record) => new WeakRef(record)));
    if (taken.length % 1_000 > 0) continue;
    // A WeakRef holds its record until the turn of the event loop is over.
    await new Promise(setImmediate);
    collectGarbage();
    mostAlive = Math.max(mostAlive, taken.filter((record) => record.deref() !== undefined).length);
    if (taken.length === 4_000) break;
  }
  expect(taken).toHaveLength(4_000);
  expect(mostAlive).toBeLessThan(10);
});

describe('the source is let go', () => {
  test.each(['[{"a":1}] x', '[{"a":1},', '{"a":1}', '', 'x'])('when the file fails: %s', async (text) => {
    const source = new CountingSource([Buffer.from(text)]);
    await expect(readToEnd(readRecords(source.open, settings))).rejects.toHaveProperty('code');
    expect(source.isLetGo).toBe(true);
  });

  test('when a packed file fails, also before its first record', async () => {
    for (const packed of [gzipSync('x'), gzipSync(gzipSync(gzipSync('[]'))), Buffer.from([0x1f, 0x8b, 0, 0, 0])]) {
      const source = new CountingSource([packed, packed]);
      await expect(readToEnd(readRecords(source.open, settings))).rejects.toHaveProperty('code');
      expect(source.isLetGo).toBe(true);
    }
  });

  test('when who takes the records has enough', async () => {
    for (const pieces of Object.values(endless)) {
      const source = new CountingSource(pieces());
      for await (const { records } of readRecords(source.open, settings)) if ((records[0]?.index ?? 0) > 50) break;
      expect(source.isLetGo).toBe(true);
    }
  });
});

describe('an abort', () => {
  test('ends the reading with its reason, at once, while the source is silent', async () => {
    for (const first of [Buffer.from('[{"a":1},'), gzipSync('[{"a":1},')]) {
      const controller = new AbortController();
      async function* silent(): AsyncGenerator<Uint8Array, void> {
        yield first;
        await new Promise(() => {});
      }
      const chunks = readRecords(async () => silent(), { ...settings, signal: controller.signal });
      expect((await take(chunks)).records).toHaveLength(1);
      const next = chunks.next();
      await new Promise(setImmediate);
      controller.abort(new Error('enough'));
      await expect(next).rejects.toThrow('enough');
    }
  }, 5_000);

  test('that came before opens nothing', async () => {
    const source = new CountingSource(endlessLines());
    const chunks = readRecords(source.open, { ...settings, signal: AbortSignal.abort(new Error('enough')) });
    await expect(chunks.next()).rejects.toThrow('enough');
    expect(source.pulled).toBe(0);
  });
});

test('what a source throws comes through, after the records before it', async () => {
  async function* breaking(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from('[{"a":1},{"a":2},{"a"');
    throw new Error('connection reset');
  }
  const chunks = readRecords(async () => breaking(), settings);
  expect((await take(chunks)).records.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 2 }]);
  await expect(chunks.next()).rejects.toThrow('connection reset');
});

async function readToEnd(chunks: AsyncGenerator<RecordChunk, void>): Promise<void> {
  for await (const _ of chunks);
}
