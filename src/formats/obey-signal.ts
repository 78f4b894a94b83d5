/**
 * The bytes of `source` until `signal` aborts; then the signal's reason is thrown at once, even while the source is
 * silent. The source is let go however the reading ends.
 */
export async function* obeySignal(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const iterator = source[Symbol.asyncIterator]();
  // One listener for all reads. A Promise.race with one long-lived promise would keep every chunk alive.
  let giveUp = (_reason: unknown): void => {};
  const onAbort = (): void => giveUp(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const result = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        giveUp = reject;
        if (signal?.aborted) reject(signal.reason);
        else iterator.next().then(resolve, reject);
      });
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await letGo(source, iterator, signal?.aborted === true);
  }
}

async function letGo(
  source: AsyncIterable<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
  isAborted: boolean,
): Promise<void> {
  const returned = iterator.return?.();
  if (!isAborted) {
    await returned;
    return;
  }
  // A generator with a read under way answers `return` only after that read, which may be never: a stream is destroyed
  // instead, and nobody waits. How it then ends is of no interest, for the abort is what is reported.
  if ('destroy' in source && typeof source.destroy === 'function') source.destroy();
  returned?.catch(() => {});
}
