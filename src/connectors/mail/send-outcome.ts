import type { LongshoreError } from '../../contract/failure';

/** What became of a mail. */
export type SendOutcome =
  /** The server has taken it and answers for it from here on. */
  | {
      readonly kind: 'accepted';
      /** How many of several recipients it takes no mail for; left out where it is none. */
      readonly refused?: number;
    }
  /** The server takes no mail for this address, and says so for good. */
  | { readonly kind: 'recipient-refused'; readonly error: LongshoreError }
  /** Busy, or away. Perhaps nothing was taken, and perhaps, where the connection broke at the end, all of it. */
  | { readonly kind: 'busy'; readonly error: LongshoreError };
