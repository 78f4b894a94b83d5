import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 250;

/** Looks until it has closed, `waitMs` at most, and answers what was seen last. */
export async function untilClosed<View>(
  first: View,
  isOpen: (view: View) => boolean,
  look: () => Promise<View>,
  waitMs: number,
): Promise<View> {
  let view = first;
  for (const limit = Date.now() + waitMs; isOpen(view) && Date.now() < limit; ) {
    await delay(lookEveryMs);
    view = await look();
  }
  return view;
}
