import { Backoff } from '../../../src/activities/delivery/backoff';
import { Governor } from '../../../src/activities/delivery/governor';
import { LearntRate } from '../../../src/activities/delivery/learnt-rate';
import { Patience } from '../../../src/activities/delivery/patience';

export interface Governed {
  readonly governor: Governor;
  readonly patience: Patience;
}

/** A governor of so many requests at once, without jitter, and the patience of one step with it. */
export function governed(concurrency = 8, budgetMs = 20_000): Governed {
  const backoff = new Backoff(() => 0.5);
  const governor = new Governor({ concurrency, rate: new LearntRate(), backoff });
  return { governor, patience: new Patience({ backoff, budgetMs }) };
}
