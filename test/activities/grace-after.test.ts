import { graceAfter } from '../../src/activities/grace-after';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('it aborts so much later than the other', () => {
  const first = new AbortController();
  const grace = graceAfter(first.signal, 2_000);
  jest.advanceTimersByTime(60_000);
  expect(grace.signal.aborted).toBe(false);
  first.abort();
  jest.advanceTimersByTime(1_999);
  expect(grace.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(grace.signal.aborted).toBe(true);
});

test('after one that was aborted already it has its time all the same', () => {
  const grace = graceAfter(AbortSignal.abort(), 2_000);
  expect(grace.signal.aborted).toBe(false);
  jest.advanceTimersByTime(2_000);
  expect(grace.signal.aborted).toBe(true);
});

test.each(['before', 'after'])('cleared %s the other aborts it never does, and leaves no timer', (when) => {
  const first = new AbortController();
  const grace = graceAfter(first.signal, 2_000);
  if (when === 'before') grace.clear();
  first.abort();
  if (when === 'after') grace.clear();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(60_000);
  expect(grace.signal.aborted).toBe(false);
});
