import type { Batch, Refusal } from './delivery/batch';
import { type Delivered, type Delivery, deliverBatch } from './delivery/deliver-batch';
import { InOrder } from './delivery/in-order';

export interface PushOptions extends Delivery {
  /** Keeps the refused records of a batch. Awaited before the batch counts as settled. */
  readonly keepRefusals: (refusals: readonly Refusal[]) => Promise<void>;
  /** Called in the order of the batches, when a batch and all before it are settled. */
  readonly done: (batch: Batch, delivered: Delivered) => void;
}

/** The way to the destination for the batches of one file: several at once, reported in order. */
export function push(options: PushOptions): InOrder {
  return new InOrder({
    concurrency: () => options.governor.width,
    done: options.done,
    deliver: async (batch) => {
      const delivered = await deliverBatch(batch, options);
      if (delivered && delivered.refusals.length > 0) await options.keepRefusals(delivered.refusals);
      return delivered;
    },
  });
}
