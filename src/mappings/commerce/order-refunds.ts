import type { Money } from './money';
import type { OrderRecord } from './order-record';

/** Money that went back for an order. */
export interface Refund {
  /** The transaction's. */
  readonly id: string;
  /** Epoch ms: when it was made, or else when its payment was last changed, which was no earlier. */
  readonly time: number;
  readonly amount: Money;
}

/** The refunds of an order that have succeeded, one for each transaction, as far as its payments were read with it. */
export function refundsOf({ paymentInfo }: OrderRecord): readonly Refund[] {
  const payments = (paymentInfo?.payments ?? []).flatMap(({ obj }) => obj ?? []);
  return payments.flatMap(({ transactions, lastModifiedAt }) =>
    transactions
      .filter(({ type, state }) => type === 'Refund' && state === 'Success')
      .map(({ id, timestamp, amount }) => ({ id, time: timestamp ?? lastModifiedAt, amount })),
  );
}
