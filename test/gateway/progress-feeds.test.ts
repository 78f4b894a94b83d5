import { once } from 'node:events';
import { EventStream } from '../../src/gateway/event-stream';
import { ProgressFeeds } from '../../src/gateway/progress-feeds';
import type { Session } from '../../src/runs/session';
import { runOf } from '../cli/run-of';

const { closedAt: _, ...open } = runOf({ status: 'RUNNING' });
let looks = 0;
let read = 0;

/** A run that has read a record more at each look. */
const session = {
  connection: { withDeadline: (_limit: number, work: () => Promise<unknown>) => work() },
  client: {
    workflow: {
      getHandle: () => ({
        describe: async () => {
          looks += 1;
          const memo = { import: open.import, runId: open.runId };
          return { ...open, memo, status: { name: 'RUNNING' }, startTime: new Date(0), raw: {} };
        },
        query: async () => {
          read += 1;
          return { ...open, records: 'stores', phase: 'importing', counts: { ...open.counts, read } };
        },
      }),
    },
  },
} as unknown as Session;

/** What a stream has told, and no later than when it is asked. */
function watcher(feeds: ProgressFeeds): { text: string; leave(): void } {
  const stream = feeds.watch(session, open);
  const told = { text: '', leave: () => stream.destroy() };
  stream.on('data', (chunk: Buffer) => {
    told.text += chunk.toString();
  });
  return told;
}

beforeEach(() => {
  jest.useFakeTimers();
  looks = 0;
  read = 0;
});
afterEach(() => jest.useRealTimers());

test('a run is looked at once a second, however many watch, and by nobody when they have gone', async () => {
  const failures: unknown[] = [];
  const feeds = new ProgressFeeds((error) => failures.push(error));
  const watchers = Array.from({ length: 50 }, () => watcher(feeds));
  await jest.advanceTimersByTimeAsync(3_500);
  expect(looks).toBe(4);
  const late = watcher(feeds);
  await jest.advanceTimersByTimeAsync(0);
  expect(late.text).toContain('"read":4');
  for (const { text } of watchers) {
    expect([...text.matchAll(/"read":(\d+)/g)].map(([, count]) => Number(count))).toEqual([1, 2, 3, 4]);
  }
  for (const { leave } of [...watchers, late]) leave();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(looks).toBeLessThanOrEqual(5);
  expect(failures).toEqual([]);
});

test('what is silent is kept open by comments', async () => {
  const feeds = new ProgressFeeds(() => undefined);
  const one = watcher(feeds);
  await jest.advanceTimersByTimeAsync(31_000);
  expect(one.text.match(/^:$/gm)).toHaveLength(2);
  one.leave();
});

test('a close ends all streams; the 501st watcher is refused', async () => {
  jest.useRealTimers();
  const feeds = new ProgressFeeds(() => undefined);
  const streams = Array.from({ length: 500 }, () => feeds.watch(session, open));
  expect(() => feeds.watch(session, open)).toThrow('500 watch already');
  const closes = streams.map((stream) => once(stream.resume(), 'close'));
  feeds.close();
  await Promise.all(closes);
  feeds.watch(session, { ...open, closedAt: 1 }).destroy();
});

test('who does not read is let go', async () => {
  jest.useRealTimers();
  let closed = 0;
  const stream = new EventStream(() => {
    closed += 1;
  });
  const close = once(stream.readable, 'close');
  for (let sent = 0; sent < 100; sent += 1) stream.send({ event: 'progress', id: '1', data: 'x'.repeat(1_000) });
  expect(stream.readable.readableLength).toBeLessThan(70_000);
  await close;
  stream.end();
  expect(closed).toBe(1);
});
