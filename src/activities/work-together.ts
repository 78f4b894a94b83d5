import { severalAtOnce } from './several-at-once';

export interface TogetherOptions {
  readonly atOnce: number;
  readonly signal?: AbortSignal;
}

/**
 * Works on items in their order, several at once. The first that fails aborts the signal of the others; when all of them
 * have ended its error is thrown, or that of the caller's abort.
 */
export async function workTogether<Item>(
  items: readonly Item[],
  { atOnce, signal }: TogetherOptions,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  let failed: { readonly error: unknown } | undefined;
  try {
    await severalAtOnce(items, atOnce, async (item) => {
      try {
        controller.signal.throwIfAborted();
        await work(item, controller.signal);
        return 'done';
      } catch (error) {
        failed ??= { error };
        controller.abort();
        return 'stop';
      }
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  if (failed !== undefined) throw failed.error;
}
