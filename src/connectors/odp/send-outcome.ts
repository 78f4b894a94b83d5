import type { LongshoreError } from '../../contract/failure';

/** Why ODP refuses one record: its zero-based index in the batch, and ODP's own words, which may hold its values. */
export interface OdpProblem {
  readonly index: number;
  readonly reason: string;
}

/** What became of one batch. */
export type SendOutcome =
  /** Queued by ODP, all of it. Not yet stored. */
  | { readonly kind: 'accepted' }
  /** Nothing was taken; the named records are why. In the order of their indices, each index once. */
  | { readonly kind: 'invalid'; readonly problems: readonly OdpProblem[] }
  /** Nothing was taken, and ODP does not say which record is why: halve the batch to find it. */
  | { readonly kind: 'invalid-unlocated'; readonly reason: string }
  /** Nothing was taken: the batch has too many bytes or records. */
  | { readonly kind: 'too-large' }
  /** Perhaps nothing was taken, perhaps all of it: send the same again, after `error.retryAfterMs` where it is given. */
  | { readonly kind: 'busy'; readonly error: LongshoreError };
