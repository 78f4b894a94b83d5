import type { VariantRecord } from './product-record';

export interface Stock {
  readonly quantity: number;
  /** True where the channel has none of the variant, and the stock of all stands in. */
  readonly channelMissing: boolean;
}

/** What is in stock: of the channel, whose 0 is 0, or of all; 0 where the shop does not say. */
export function stockOf({ availability }: VariantRecord, channel: string | undefined): Stock {
  const total = availability?.availableQuantity ?? 0;
  if (channel === undefined) return { quantity: total, channelMissing: false };
  const channels = availability?.channels ?? {};
  const quantity = Object.hasOwn(channels, channel) ? channels[channel]?.availableQuantity : undefined;
  return { quantity: quantity ?? total, channelMissing: quantity === undefined };
}
