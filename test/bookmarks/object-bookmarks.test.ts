import { type BookmarkPlace, StateData, StateStore } from '../../src/bookmarks';
import { LandingObjects } from '../../src/bookmarks/landing-objects';
import { ObjectBookmarks } from '../../src/bookmarks/object-bookmarks';
import { emptyBookmark } from '../../src/contract/bookmark';
import { LongshoreError } from '../../src/contract/failure';
import { writeOf } from '../contracts/bookmark-write';
import { address, fileName, seenByOthers } from './files-of-others';
import { ObjectsInMemory } from './objects-in-memory';

/** 10:00:00 of a day in 2026, in epoch seconds. */
const start = Date.UTC(2026, 5, 1, 10) / 1000;
let landing: ObjectsInMemory;
let data: ObjectsInMemory;
let bookmarks: BookmarkPlace;
const open = (): BookmarkPlace => new ObjectBookmarks(new LandingObjects(landing, data));

/** The time of all, in seconds after the start. */
function at(seconds: number): void {
  jest.setSystemTime((start + seconds) * 1000);
}

beforeEach(() => {
  jest.useFakeTimers({ now: start * 1000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] });
  landing = new ObjectsInMemory('landing-zone');
  data = new ObjectsInMemory('data-zone');
  bookmarks = open();
});
afterEach(() => jest.useRealTimers());

const uploads = (place: ObjectsInMemory): Record<string, string> =>
  Object.fromEntries(Object.entries(place.texts()).filter(([name]) => name.includes('/upload_date=')));

describe('files for jobs that know of files alone', () => {
  test('hold the elements and nothing else, in the layout that such jobs read', async () => {
    const store = new StateStore(bookmarks, { domain: 'crm', dataset: 'states', username: 'ada', fileType: 'json' });
    const state = new StateData('export');
    state.addElement('sales.orders', { epoch_time: 156_234_987 });
    state.addElement('crm.customers', [1, null, 'Zürich']);
    await store.update(state);
    at(60);
    await store.complete(state, { reason: 'all done' });
    const body = '{"sales.orders":{"epoch_time":156234987},"crm.customers":[1,null,"Zürich"]}';
    expect(uploads(landing)).toEqual({
      [`crm/states/upload_date=${start}/ada/json/export_running.json`]: body,
      [`crm/states/upload_date=${start + 60}/ada/json/export_completed.json`]: body,
    });
    const others = Object.keys(landing.texts()).filter((name) => !name.includes('/upload_date='));
    expect(others.every((name) => name.startsWith('crm/states/_longshore/export/'))).toBe(true);
    expect(data.texts()).toEqual({});
  });

  test('of one second have names of their own, in the order of the versions', async () => {
    for (const n of [1, 2, 3]) await bookmarks.write(address('export'), writeOf({ n }));
    await bookmarks.write(address('export'), writeOf({ n: 4 }, { status: 'completed' }));
    expect(Object.keys(uploads(landing))).toHaveLength(4);
    expect(seenByOthers('export', landing)).toEqual({ n: 4 });
  });
});

describe('files of others', () => {
  test('are read as the state of their job, and nothing is written by that', async () => {
    data.save(fileName(start, 'export', 'running'), '{"a": 1}');
    at(10);
    data.save(fileName(start + 10, 'export', 'completed'), '{"a": 2}\n');
    data.save(fileName(start + 10, 'other', 'completed'), '{"b": 1}');
    data.save(fileName(start + 10, 'no name', 'completed'), '{"b": 1}');
    at(20);
    data.save(fileName(start + 20, 'export', 'running'), '{"b": {"deep": [1.5, true]}, "a": 3}');
    const before = data.texts();
    const completedAt = (start + 10) * 1000;
    expect(await bookmarks.read(address('export'))).toEqual({
      ...{ version: 3, status: 'running', value: { b: { deep: [1.5, true] }, a: 3 }, writer: 'python', completedAt },
      updatedAt: (start + 20) * 1000,
    });
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject({
      version: 2,
      value: { a: 2 },
      completedAt,
    });
    expect(await bookmarks.readVersion(address('export'), 1)).toMatchObject({ status: 'running', value: { a: 1 } });
    expect((await bookmarks.history(address('export'))).map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(await bookmarks.list({ domain: 'crm', dataset: 'states' })).toEqual(['export', 'other']);
    expect([data.texts(), landing.texts()]).toEqual([before, {}]);
  });

  test('are gone on from: the history has what was replaced, and they are left as they are', async () => {
    data.save(fileName(start, 'export', 'completed'), '{"a": 1}');
    data.save(fileName(start + 5, 'export', 'running'), '{"a": 2}');
    const before = data.texts();
    at(30);
    const late = bookmarks.write(address('export'), writeOf({ a: 3 }, { expectedVersion: 1 }));
    await expect(late).rejects.toMatchObject({ code: 'bookmark-conflict', currentVersion: 2, currentWriter: 'python' });
    expect(landing.texts()).toEqual({});
    const written = await bookmarks.write(address('export'), writeOf({ a: 3 }));
    expect(written).toMatchObject({ version: 3, replaced: { version: 2, writer: 'python' } });
    expect(written.completedAt).toBe(start * 1000);
    expect(await open().read(address('export'))).toMatchObject({ version: 3, value: { a: 3 } });
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject({ version: 1, value: { a: 1 } });
    expect(await bookmarks.readVersion(address('export'), 2)).toMatchObject({ value: { a: 2 }, writer: 'python' });
    expect(data.texts()).toEqual(before);
    expect(seenByOthers('export', landing, data)).toEqual({ a: 3 });
  });

  test('that follow a version of ours are the next ones', async () => {
    const mine = await bookmarks.write(address('export'), writeOf({ a: 1 }, { status: 'completed' }));
    at(10);
    landing.save(fileName(start + 10, 'export', 'running'), '{"a": 2}');
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 2, status: 'running', value: { a: 2 } });
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject({
      version: 1,
      completedAt: mine.completedAt,
    });
    const blind = bookmarks.write(address('export'), writeOf({ a: 9 }, { expectedVersion: 1 }));
    await expect(blind).rejects.toMatchObject({ code: 'bookmark-conflict', currentVersion: 2 });
    const next = await bookmarks.write(address('export'), writeOf({ a: 3 }, { expectedVersion: 2 }));
    expect(next.version).toBe(3);
    expect((await bookmarks.history(address('export'))).map(({ writer }) => writer)).toEqual([
      'run-1',
      'python',
      'run-1',
    ]);
  });

  test('that were put into the place of one of ours are the next version, and not passed over', async () => {
    await bookmarks.write(address('export'), writeOf({ a: 1 }, { status: 'completed' }));
    landing.save(fileName(start, 'export', 'completed', { username: 'ada', fileType: 'others' }), '{"a": "by hand"}');
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 2, value: { a: 'by hand' } });
    expect((await bookmarks.write(address('export'), writeOf({ a: 3 }))).version).toBe(3);
    expect(await bookmarks.readVersion(address('export'), 1)).toMatchObject({ value: { a: 1 } });
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject({ version: 2, value: { a: 'by hand' } });
  });

  type Save = readonly [second: number, savedAt: number, status: 'running' | 'completed', value: number];
  test.each<[string, readonly Save[], number, 'running' | 'completed']>([
    [
      'the larger upload_date wins',
      [
        [20, 20, 'running', 1],
        [10, 30, 'completed', 2],
      ],
      1,
      'running',
    ],
    [
      'then the time of the object',
      [
        [10, 30, 'running', 1],
        [10, 20, 'completed', 2],
      ],
      1,
      'running',
    ],
    [
      'the completed one wins on a tie',
      [
        [10, 20, 'completed', 1],
        [10, 20, 'running', 2],
      ],
      1,
      'completed',
    ],
    [
      'a running one that is older than the completed one is ignored',
      [
        [10, 10, 'running', 1],
        [20, 20, 'completed', 2],
      ],
      2,
      'completed',
    ],
  ])('%s', async (_, saves, value, status) => {
    for (const [second, savedAt, as, n] of saves) {
      at(savedAt);
      data.save(fileName(start + second, 'export', as), JSON.stringify({ n }));
    }
    expect(await bookmarks.read(address('export'))).toMatchObject({ status, value: { n: value } });
  });

  test('of the second of ours count by the time of the object', async () => {
    landing.save(fileName(start, 'export', 'running'), '{"a": "before"}');
    await bookmarks.write(address('export'), writeOf({ a: 1 }));
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 2, value: { a: 1 } });
    at(1.5);
    landing.save(fileName(start + 1, 'export', 'completed'), '{"a": "in the same second"}');
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 3, status: 'completed' });
  });
});

describe('a platform that moves what has landed', () => {
  test('is looked behind: a save is read before it is moved, that is told, and it is read after', async () => {
    const announced: string[] = [];
    const store = new StateStore(bookmarks, {
      ...{ domain: 'crm', dataset: 'states', username: 'ada' },
      announce: (sentence) => announced.push(sentence),
    });
    await bookmarks.write(address('export'), writeOf({ a: 1 }, { status: 'completed' }));
    const unmoved = { version: 1, value: { a: 1 }, isUnmoved: true };
    expect(await bookmarks.read(address('export'))).toMatchObject(unmoved);
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject(unmoved);
    await store.getOrCreate('export');
    expect(announced).toEqual([
      'Version 1 of crm/states/export lies in the landing bucket alone: who reads the data bucket does not see it yet',
    ]);
    landing.moveTo(data);
    const { isUnmoved, ...state } = await bookmarks.read(address('export'));
    expect([isUnmoved, state.value]).toEqual([undefined, { a: 1 }]);
    await store.getCompleted('export');
    expect(announced).toHaveLength(1);
    expect((await bookmarks.write(address('export'), writeOf({ a: 2 }, { expectedVersion: 1 }))).version).toBe(2);
    expect(seenByOthers('export', data)).toEqual({ a: 1 });
  });

  test('may move what we keep as well', async () => {
    await bookmarks.write(address('export'), writeOf({ a: 1 }));
    landing.moveTo(data, () => true);
    expect(landing.texts()).toEqual({});
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 1, writer: 'run-1' });
    expect((await bookmarks.write(address('export'), writeOf({ a: 2 }, { expectedVersion: 1 }))).version).toBe(2);
    // Between the look and the write of another.
    landing.beforeChange = () => {
      landing.beforeChange = () => {};
      landing.save('crm/states/_longshore/export/0000000003.json', versionText({ version: 3, value: { a: 3 } }));
      landing.moveTo(data, () => true);
    };
    const late = bookmarks.write(address('export'), writeOf({ a: 9 }, { expectedVersion: 2 }));
    await expect(late).rejects.toMatchObject({ code: 'bookmark-conflict', currentVersion: 3, currentWriter: 'bo' });
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 3, value: { a: 3 } });
  });
});

describe('a read', () => {
  /** Does this before the listing of that number. */
  function ahead(place: ObjectsInMemory, number: number, work: () => Promise<unknown>): void {
    const list = place.list.bind(place);
    let listings = 0;
    place.list = async function* (...args) {
      listings += 1;
      if (listings === number) await work();
      yield* list(...args);
    };
  }

  test.each(['landing', 'data'])('during which what it looks for is moved misses nothing (%s)', async (listed) => {
    await bookmarks.write(address('export'), writeOf({ a: 1 }));
    at(10);
    landing.save(fileName(start + 10, 'export', 'completed'), '{"a": 2}');
    // The second listing is the one of files.
    ahead(listed === 'data' ? data : landing, 2, async () => landing.moveTo(data));
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 2, value: { a: 2 }, writer: 'python' });
  });

  test('during which another has written takes the file of that version for no save of a stranger', async () => {
    data = landing;
    bookmarks = open();
    await bookmarks.write(address('export'), writeOf({ a: 1 }));
    at(10);
    ahead(landing, 2, () => open().write(address('export'), writeOf({ a: 2 }, { writer: 'run-2' })));
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 2, value: { a: 2 }, writer: 'run-2' });
  });
});

/** What another Longshore has written of a version. */
function versionText(more: object): string {
  const file = { second: start + 100, username: 'bo', fileType: 'others' };
  return JSON.stringify({ format: 1, status: 'running', writer: 'bo', writeId: 'of-bo', file, ...more });
}

describe('a writer that dies', () => {
  const write = writeOf({ n: 3 }, { status: 'completed', writer: 'run-3' });
  const beforeIt = async (isAfterOthers: boolean) => {
    data = landing;
    bookmarks = open();
    await bookmarks.write(address('export'), writeOf({ n: 1 }, { status: 'completed' }));
    at(10);
    if (isAfterOthers) landing.save(fileName(start + 10, 'export', 'running'), '{"n": 2}');
    else await bookmarks.write(address('export'), writeOf({ n: 2 }));
    at(20);
  };
  const died = new Error('died');

  for (const isAfterOthers of [false, true]) {
    for (const moment of ['beforeChange', 'afterChange'] as const) {
      test.each([1, 2, 3])(
        `${moment === 'beforeChange' ? 'before' : 'after'} its change %i${isAfterOthers ? ', after a save of others,' : ''} leaves the version before or its own, and the next writer sets right what others see`,
        async (change) => {
          await beforeIt(isAfterOthers);
          let changes = 0;
          landing[moment] = () => {
            changes += 1;
            if (changes === change) throw died;
          };
          const outcome = await bookmarks.write(address('export'), write).catch((error: unknown) => error);
          landing[moment] = () => {};
          const now = await open().read(address('export'));
          expect([2, 3]).toContain(now.version);
          expect(now.value).toEqual({ n: now.version });
          if (outcome !== died) expect(now).toEqual(outcome);
          // A repeat of the same write is the same version, and its file is there.
          const again = await open().write(address('export'), write);
          expect(again).toMatchObject({ version: 3, value: { n: 3 }, status: 'completed' });
          expect(seenByOthers('export', landing)).toEqual({ n: 3 });
          expect((await open().history(address('export'))).map(({ version }) => version)).toEqual([3, 2, 1]);
        },
      );
    }
  }

  test('between its version and its file has completed: the file is there when another has written', async () => {
    await beforeIt(false);
    let changes = 0;
    landing.beforeChange = () => {
      changes += 1;
      if (changes === 2) throw died;
    };
    await expect(bookmarks.write(address('export'), write)).rejects.toBe(died);
    landing.beforeChange = () => {};
    expect(seenByOthers('export', landing)).toEqual({ n: 2 });
    expect(await open().readCompleted(address('export'))).toMatchObject({ version: 3, value: { n: 3 } });
    await open().write(address('export'), writeOf({ n: 4 }));
    expect(Object.entries(uploads(landing)).filter(([name]) => name.endsWith('_completed.json'))).toEqual([
      [expect.stringContaining(`upload_date=${start}/`), '{"n":1}'],
      [expect.stringContaining(`upload_date=${start + 20}/`), '{"n":3}'],
    ]);
    expect(seenByOthers('export', landing)).toEqual({ n: 4 });
  });
});

describe('what is not bounded by itself', () => {
  test('is: the last 50 versions and their files, the newest completed one, and whatever others have saved', async () => {
    data = landing;
    bookmarks = open();
    landing.save(fileName(start - 100, 'export', 'running'), '{"n": 0}');
    await bookmarks.write(address('export'), writeOf({ n: 1 }, { status: 'completed' }));
    for (let n = 2; n <= 120; n += 1) await bookmarks.write(address('export'), writeOf({ n }));
    const names = Object.keys(landing.texts());
    expect(names.filter((name) => name.includes('/_longshore/'))).toHaveLength(51);
    expect(names.filter((name) => name.includes('/upload_date='))).toHaveLength(52);
    expect(names).toContain(fileName(start - 100, 'export', 'running'));
    await expect(bookmarks.readVersion(address('export'), 1)).rejects.toMatchObject({ code: 'bookmark-version-gone' });
    expect(await bookmarks.readCompleted(address('export'))).toMatchObject({ version: 2, value: { n: 1 } });
  });

  test('a writer that slept through the making of its version and its removal has written nothing', async () => {
    data = landing;
    bookmarks = open();
    await bookmarks.write(address('export'), writeOf(1));
    const put = landing.put.bind(landing);
    const sleepy = jest.spyOn(landing, 'put').mockImplementationOnce(async (...args) => {
      for (let version = 2; version <= 60; version += 1) await open().write(address('export'), writeOf(version));
      return put(...args);
    });
    await expect(bookmarks.write(address('export'), writeOf('late', { expectedVersion: 1 }))).rejects.toMatchObject({
      ...{ code: 'bookmark-conflict', currentVersion: 60 },
    });
    sleepy.mockRestore();
    expect(await bookmarks.read(address('export'))).toMatchObject({ version: 60, value: 60 });
    expect(Object.values(landing.texts()).join()).not.toContain('late');
  });
});

test('two writers lose no write: each increments what the one before has written', async () => {
  data = landing;
  let conflicts = 0;
  const increment = async (writer: string) => {
    const store = new StateStore(open(), { domain: 'crm', dataset: 'states', username: writer, announce: () => {} });
    for (let done = 0; done < 50; ) {
      const state = await store.getOrCreate('export');
      state.addElement('count', Number(state.getElement('count') ?? 0) + 1);
      await store.update(state, { expectedVersion: state.version }).then(
        () => {
          done += 1;
        },
        (error: unknown) => {
          if (!(error instanceof LongshoreError && error.code === 'bookmark-conflict')) throw error;
          conflicts += 1;
        },
      );
    }
  };
  await Promise.all(['ada', 'bo'].map(increment));
  expect(await open().read(address('export'))).toMatchObject({ version: 100, value: { count: 100 } });
  expect(seenByOthers('export', landing)).toEqual({ count: 100 });
  // Else they have not met, and nothing is shown.
  expect(conflicts).toBeGreaterThan(0);
});

describe('an answer that never came', () => {
  test.each(['beforeChange', 'afterChange'] as const)(
    '(%s) is asked for: the write takes place once',
    async (moment) => {
      let left = 1;
      landing[moment] = () => {
        left -= 1;
        if (left === 0) throw new LongshoreError('storage-unavailable', 'Bookmarks: no answer');
      };
      expect((await bookmarks.write(address('export'), writeOf(1, { expectedVersion: 0 }))).version).toBe(1);
      expect((await bookmarks.history(address('export'))).map(({ version }) => version)).toEqual([1]);
    },
  );

  test('again and again is an error, and the bookmark is as it was', async () => {
    landing.beforeChange = () => {
      throw new LongshoreError('storage-unavailable', 'Bookmarks: no answer');
    };
    await expect(bookmarks.write(address('export'), writeOf(1))).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await bookmarks.read(address('export'))).toEqual(emptyBookmark);
  });
});

describe('what cannot be read', () => {
  const ours = 'crm/states/_longshore/export/0000000002.json';
  const file = { second: start + 50, username: 'ada', fileType: 'others' };
  const theirs = fileName(start + 50, 'export', 'completed');
  test.each<[string, string, string, RegExp]>([
    ['a save that is cut off', theirs, '{"canary": 1', /is cut off, or is not JSON$/],
    ['an empty save', theirs, '', /is empty$/],
    ['a save that is a list', theirs, '["canary"]', /is no JSON object of elements$/],
    ['a save that is text', theirs, '"canary"', /is no JSON object of elements$/],
    ['a save with NaN', theirs, '{"canary": NaN}', /is not JSON$/],
    [
      'a save whose upload_date is no time',
      theirs.replace(String(start + 50), '2026-06-01'),
      '{"canary": 1}',
      /has an upload_date that is not in epoch seconds$/,
    ],
    ['a version that is cut off', ours, versionText({ version: 2, value: 'canary' }).slice(0, -9), /is cut off/],
    ['a foreign version', ours, '{"epoch_time": "canary"}', /is no version of a bookmark .*\(wrong: format, /],
    ['a version of a later format', ours, versionText({ version: 2, value: 1, format: 2 }), /\(wrong: format\)$/],
    ['a version without its file', ours, versionText({ version: 2, value: 1, file: undefined }), /\(wrong: file\)$/],
    ['another version', ours, versionText({ version: 3, value: 1, file }), /holds version 3$/],
    [
      'our own file, cut off',
      fileName(start, 'export', 'completed', { username: 'ada', fileType: 'others' }),
      '{"canary',
      /is cut off, or is not JSON$/,
    ],
  ])('(%s) is an error that names it, and changes nothing', async (_, name, text, message) => {
    await bookmarks.write(address('export'), writeOf({ a: 0 }, { status: 'completed' }));
    at(60);
    landing.save(name, text);
    const before = landing.texts();
    const store = new StateStore(open(), { domain: 'crm', dataset: 'states' });
    const attempts = [
      () => store.getOrCreate('export'),
      () => store.getCompleted('export'),
      () => store.history('export'),
      () => store.list(),
      () => store.update(new StateData('export')),
      () => store.complete(new StateData('export'), { expectedVersion: 1 }),
      () => store.rewind('export', 1, { reason: 'bad' }),
      () => store.fork('export', 'export-2'),
    ];
    for (const attempt of attempts) {
      const error = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bookmark-unreadable', message: expect.stringMatching(message) });
      const { message: said, cause } = error as Error;
      expect(said.startsWith(`${name} in bucket landing-zone `)).toBe(true);
      expect(`${said} ${String(cause)}`).not.toContain('canary');
    }
    expect([landing.texts(), data.texts()]).toEqual([before, {}]);
  });
});
