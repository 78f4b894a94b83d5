import timers from 'node:timers/promises';

/** Puts jest's fake clock under the timers of this file, those of `node:timers/promises` too, which jest leaves out. */
export function useFakeClock(): void {
  jest.useFakeTimers();
  jest.spyOn(timers, 'setTimeout').mockImplementation(
    <T>(ms?: number, value?: T, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise<T>((resolve, reject) => {
        const abort = () => reject(Object.assign(new Error('The wait was aborted'), { name: 'AbortError' }));
        if (signal?.aborted) abort();
        signal?.addEventListener('abort', abort, { once: true });
        setTimeout(() => {
          signal?.removeEventListener('abort', abort);
          resolve(value as T);
        }, ms);
      }),
  );
}

export function useRealClock(): void {
  jest.restoreAllMocks();
  jest.useRealTimers();
}

/**
 * Lets the work go on, and the clock with it, until the work is done. Throws where the clock would have to run for
 * longer than `limitMs`.
 */
export async function settleWithFakeClock<T>(work: Promise<T>, limitMs = 3_600_000): Promise<T> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  work.then(settled, settled);
  for (const end = Date.now() + limitMs; !isSettled; ) {
    if (Date.now() > end) throw new Error(`The work is not done after ${limitMs} ms of the fake clock`);
    await jest.advanceTimersByTimeAsync(250);
  }
  return work;
}
