import { setImmediate as soon } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type FilesHeartbeat, StepPulse } from '../../src/activities/step-pulse';
import type { FilesCursor } from '../../src/contract/files';
import { silentLogger } from './silent-logger';

const start: FilesCursor = {
  source: 'here',
  lastFileTimestamp: 0,
  list: { hash: 'a-list', total: 4, bytes: 1_000 },
  position: 0,
  bytesDone: 0,
  quarantined: 0,
};
const ten = { read: 10, delivered: 9, rejected: 1, skipped: 0, pending: 0 };
const place = { name: 'a.json', etag: 'v1', format: 'array', encoding: 'identity', counts: ten } as const;
const inFile = (index: number): FilesCursor => ({ ...start, file: { ...place, offset: index * 10, index } });

/** Lets a pulse live in an activity, and gives what it told. Details go through JSON, as through Temporal. */
async function beat(
  details: unknown,
  live: (pulse: StepPulse) => void | Promise<void> = () => undefined,
  cursor: FilesCursor = start,
): Promise<FilesHeartbeat[]> {
  const told: FilesHeartbeat[] = [];
  const environment = new MockActivityEnvironment({}, { logger: silentLogger });
  environment.on('heartbeat', (heartbeat: FilesHeartbeat) => told.push(JSON.parse(JSON.stringify(heartbeat))));
  await environment.run(async () => {
    const pulse = new StepPulse(cursor, details === undefined ? undefined : JSON.parse(JSON.stringify(details)));
    try {
      await live(pulse);
      await soon();
    } finally {
      pulse.stop();
    }
  });
  return told;
}

test('a first attempt begins at its cursor, and tells so at once', async () => {
  const told = await beat(undefined, (pulse) => {
    expect(pulse.cursor).toEqual(start);
    expect(pulse.counts.read).toBe(0);
    expect(pulse.resumed).toBe(false);
  });
  expect(told).toMatchObject([{ cursor: start, beginnings: 1, readTo: 0, addedPercent: 0 }]);
});

test('each move is told, with the sums so far', async () => {
  const told = await beat(undefined, async (pulse) => {
    pulse.reading('a.json', 250);
    pulse.moved(inFile(10), ten);
    await soon();
    pulse.moved(inFile(20), ten);
    expect(pulse.counts).toEqual({ read: 20, delivered: 18, rejected: 2, skipped: 0, pending: 0 });
  });
  expect(told.map(({ cursor, counts }) => [cursor.file?.index, counts.read])).toEqual([
    [undefined, 0],
    [undefined, 0],
    [10, 10],
    [20, 20],
  ]);
  expect(told.at(-1)).toMatchObject({ current: 'a.json', readTo: 250, addedPercent: 25 });
});

test('moves that come together are told once', async () => {
  const told = await beat(undefined, (pulse) => {
    for (let index = 10; index <= 50; index += 10) pulse.moved(inFile(index), ten);
  });
  expect(told.map(({ cursor, counts }) => [cursor.file?.index, counts.read])).toEqual([
    [undefined, 0],
    [50, 50],
  ]);
});

test('the file that is begun is told at once, and no longer when it is done', async () => {
  const told = await beat(undefined, async (pulse) => {
    pulse.reading('a.json', 0);
    pulse.reading('a.json', 100);
    pulse.moved({ ...start, position: 1 }, ten);
    await soon();
    pulse.reading('b.json', 0);
  });
  expect(told.map(({ current }) => current)).toEqual([undefined, 'a.json', undefined, 'b.json']);
});

test('it beats each second while nothing moves, until it is stopped', async () => {
  jest.useFakeTimers();
  try {
    const told: unknown[] = [];
    const environment = new MockActivityEnvironment({}, { logger: silentLogger });
    environment.on('heartbeat', () => told.push(1));
    await environment.run(async () => {
      const pulse = new StepPulse(start, undefined);
      jest.advanceTimersByTime(3_000);
      expect(told).toHaveLength(4);
      pulse.stop();
      jest.advanceTimersByTime(3_000);
    });
    expect(told).toHaveLength(4);
  } finally {
    jest.useRealTimers();
  }
});

describe('an attempt after one that died', () => {
  test('goes on where that came to, with its counts', async () => {
    const [, last] = await beat(undefined, (pulse) => pulse.moved(inFile(10), ten));
    await beat(last, (pulse) => {
      expect(pulse.cursor).toEqual(inFile(10));
      expect(pulse.counts).toEqual(ten);
      expect(pulse.resumed).toBe(true);
      pulse.moved(inFile(20), ten);
      expect(pulse.counts.read).toBe(20);
    });
  });

  test('says where: in which file, as far as that is known', async () => {
    const placeAfter = async (cursor: FilesCursor, reading?: string) => {
      const told = await beat(undefined, (pulse) => {
        pulse.moved(cursor, ten);
        if (reading) pulse.reading(reading, 0);
      });
      let said = '';
      await beat(told.at(-1), (pulse) => {
        said = pulse.place;
      });
      return said;
    };
    expect(await placeAfter(inFile(10))).toBe('record 10 of a.json');
    expect(await placeAfter({ ...start, position: 1 }, 'b.json')).toBe('record 0 of b.json');
    expect(await placeAfter({ ...start, position: 1 })).toBe('record 0 of file 2');
  });

  test('is one even where nothing was done', async () => {
    const [first] = await beat(undefined);
    await beat(first, (pulse) => expect(pulse.resumed).toBe(true));
  });

  const good = { cursor: inFile(10), counts: ten, begunAt: 'x', beginnings: 1, readTo: 0 };
  test.each<[string, unknown]>([
    ['of another list', { ...good, cursor: { ...inFile(10), list: { hash: 'other', total: 4, bytes: 1_000 } } }],
    ['of no list', { ...good, cursor: { ...inFile(10), list: undefined } }],
    ['of another source', { ...good, cursor: { ...inFile(10), source: 'elsewhere' } }],
    ['without counts', { ...good, counts: undefined }],
    ['with counts that are none', { ...good, counts: 7 }],
    ['with counts that lack one', { ...good, counts: { read: 3 } }],
    ['without a cursor', { ...good, cursor: null }],
    ['with a place that is none', { ...good, cursor: { ...start, file: { name: 'a.json' } } }],
    ['of another shape', [1, 2, 3]],
    ['that is a text', 'garbage'],
    ['that is null', null],
  ])('begins anew after a heartbeat %s', async (_, details) => {
    await beat(details, (pulse) => {
      expect(pulse.cursor).toEqual(start);
      expect(pulse.counts).toEqual({ read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 });
    });
  });

  test('never goes back behind its own cursor', async () => {
    const ahead = { ...start, position: 2, bytesDone: 500 };
    await beat(good, (pulse) => expect(pulse.cursor).toEqual(ahead), ahead);
  });
});

describe('attempts that die at one place', () => {
  /** The last words of an attempt that reads on from where the one before it died, and dies itself. */
  async function dies(details?: FilesHeartbeat, progress?: FilesCursor): Promise<FilesHeartbeat | undefined> {
    const told = await beat(details, (pulse) => {
      pulse.reading('b.json', 4_096);
      if (progress) pulse.moved(progress, ten);
      else pulse.beat();
    });
    return told.at(-1);
  }

  /** What the attempt after one that said this says of it. */
  async function verdict(last?: FilesHeartbeat): Promise<string | undefined> {
    let message: string | undefined;
    await beat(last, (pulse) => {
      message = pulse.keepsDying?.message;
    });
    return message;
  }

  test('are three at most: the fourth ends the run, and names the file and the bytes', async () => {
    // The first is one of them: it came here, and no further.
    let last = await dies(undefined, inFile(10));
    last = await dies(last);
    expect(await verdict(last)).toBeUndefined();
    last = await dies(last);
    expect(await verdict(last)).toBe(
      '3 attempts in a row ended at b.json, after byte 100 (record 10) and before about byte 4096',
    );
    await beat(last, (pulse) => expect(pulse.keepsDying).toMatchObject({ code: 'step-keeps-dying' }));
    // What was acknowledged is kept.
    await beat(last, (pulse) => expect([pulse.cursor, pulse.counts]).toEqual([inFile(10), ten]));
  });

  test('at the very start as well', async () => {
    const last = await dies(await dies(await dies()));
    expect(await verdict(last)).toContain('ended at b.json, after byte 0 (record 0) and before about byte 4096');
  });

  test('tell how far one of them had read, though the last died at once', async () => {
    const second = await dies(await dies(undefined, inFile(10)));
    const [last] = await beat(second);
    expect(last).toMatchObject({ readTo: 4_096, cursor: inFile(10) });
    expect(await verdict(last)).toContain('before about byte 4096');
  });

  test('of a compressed file tell only the place in its content', async () => {
    const packed: FilesCursor = { ...start, file: { ...place, encoding: 'gzip', offset: 100, index: 10 } };
    const last = await dies(await dies(await dies(undefined, packed)));
    expect(await verdict(last)).toBe('3 attempts in a row ended at b.json, after byte 100 (record 10)');
  });

  test('are counted anew when one of them comes further', async () => {
    let last: FilesHeartbeat | undefined;
    for (let index = 10; index < 100; index += 10) {
      last = await dies(last);
      last = await dies(last, inFile(index));
      expect(await verdict(last)).toBeUndefined();
    }
    expect(last?.cursor).toEqual(inFile(90));
  });
});

describe('progress', () => {
  const percentOf = async (cursor: FilesCursor, readTo = 0) => {
    const told = await beat(
      undefined,
      (pulse) => {
        pulse.reading('a.json', readTo);
        pulse.beat();
      },
      cursor,
    );
    return told.at(-1)?.addedPercent;
  };

  test('is the share of the bytes, with a digit behind the point', async () => {
    expect(await percentOf({ ...start, position: 1, bytesDone: 333 })).toBe(33.3);
    expect(await percentOf({ ...start, position: 1, bytesDone: 300 }, 123)).toBe(42.3);
  });

  test('never passes 100', async () => {
    expect(await percentOf({ ...start, position: 3, bytesDone: 900 }, 500)).toBe(100);
  });

  test('is the share of the files where they have no bytes', async () => {
    expect(await percentOf({ ...start, position: 1, list: { hash: 'a', total: 4, bytes: 0 } })).toBe(25);
    expect(await percentOf({ ...start, list: { hash: 'a', total: 0, bytes: 0 } })).toBe(0);
  });
});
