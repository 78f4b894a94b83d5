import { AdaptiveConcurrency } from './adaptive-concurrency';
import { Backoff } from './backoff';
import { Governor } from './governor';
import { LearntRate } from './learnt-rate';
import { RateWindows, type WindowLimits } from './rate-windows';
import { WindowedGovernor } from './windowed-governor';

export interface GovernorWishes {
  /** Requests that are out at once: found by itself up to `maxConcurrency`, or a number. */
  readonly concurrency: 'auto' | number;
  readonly maxConcurrency: number;
  /** A fixed pace of the account; left out, it is learnt from refusals. */
  readonly requestsPerSecond?: number | undefined;
}

interface Account {
  readonly rate: LearntRate;
  readonly backoff: Backoff;
  /** By what they are held to: imports of one account with the same wishes share one. */
  readonly governors: Map<string, Governor>;
}

/** An operation of an account that counts requests in windows. */
export interface WindowedOperation {
  /** What identifies the account; it stays in this process. */
  readonly account: string;
  readonly operation: string;
  readonly published: WindowLimits;
}

/** The governors of a worker: what it has learnt of each account, for as long as it lives. */
export class Governors {
  readonly #accounts = new Map<string, Account>();
  readonly #operations = new Map<string, WindowedGovernor>();

  /** @param account what identifies the account; it stays in this process */
  of(account: string, { concurrency, maxConcurrency, requestsPerSecond }: GovernorWishes): Governor {
    const { rate, backoff, governors } = this.#account(account, requestsPerSecond);
    const key = `${concurrency} ${concurrency === 'auto' ? maxConcurrency : ''}`;
    const known = governors.get(key);
    if (known) return known;
    const governor = new Governor({
      rate,
      backoff,
      concurrency: concurrency === 'auto' ? new AdaptiveConcurrency(maxConcurrency) : concurrency,
    });
    governors.set(key, governor);
    return governor;
  }

  /** The one governor of an operation. What is published of its limits is where it begins. */
  ofOperation({ account, operation, published }: WindowedOperation): WindowedGovernor {
    const key = JSON.stringify([account, operation]);
    const known = this.#operations.get(key);
    if (known) return known;
    const governor = new WindowedGovernor(operation, new RateWindows(published), new Backoff());
    this.#operations.set(key, governor);
    return governor;
  }

  #account(name: string, requestsPerSecond: number | undefined): Account {
    // A pace that was changed in the configuration begins anew.
    const key = JSON.stringify([name, requestsPerSecond]);
    const known = this.#accounts.get(key);
    if (known) return known;
    const account = { rate: new LearntRate(requestsPerSecond), backoff: new Backoff(), governors: new Map() };
    this.#accounts.set(key, account);
    return account;
  }
}
