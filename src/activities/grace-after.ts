import { setMaxListeners } from 'node:events';

/** A cancel is closed within 5 s: what is out, a request or a target's work, gets two of them to come to its end. */
export const cancelGraceMs = 2_000;

/** A signal that aborts some time after another one has. Clear it when it is no longer needed. */
export function graceAfter(signal: AbortSignal, ms: number): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  // Every request of a step listens to it, and Node would warn at the eleventh.
  setMaxListeners(0, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => controller.abort(), ms);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
