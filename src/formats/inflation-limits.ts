import { LongshoreError } from '../contract/failure';

/** Bounds on what a compressed file may unpack to. */
export interface InflationLimits {
  /**
   * Unpacked bytes for each byte of the file, judged from `freeInflatedBytes` on. JSON rarely passes 50; a bomb has about
   * 1000 in one layer and a million in two.
   * @default 200
   */
  readonly maxInflationRatio?: number;
  /**
   * Unpacked bytes in all.
   * @default unlimited: memory does not depend on it, and the ratio already ties it to the file's size
   */
  readonly maxInflatedBytes?: number;
}

/** So much may unpack from anything: short files of equal records reach any ratio and harm nobody. */
export const freeInflatedBytes = 64 * 1024 * 1024;

/** The fault of a file that unpacks to more than it may, if it does. */
export function inflationFault(
  name: string,
  limits: InflationLimits,
  bytes: { inflated: number; raw: number },
): LongshoreError | undefined {
  const { maxInflationRatio = 200, maxInflatedBytes = Number.POSITIVE_INFINITY } = limits;
  const isTooMuch = bytes.inflated > maxInflatedBytes;
  const isTooDense = bytes.inflated > freeInflatedBytes && bytes.inflated > bytes.raw * maxInflationRatio;
  if (!isTooMuch && !isTooDense) return undefined;
  const limit = isTooMuch ? `${maxInflatedBytes} bytes` : `${maxInflationRatio} times its size`;
  return new LongshoreError('file-bad-gzip', `${name} unpacks to more than ${limit}, by compressed byte ${bytes.raw}`, {
    remedy: 'Make sure of where the file comes from; if it is what it should be, upload it uncompressed.',
  });
}
