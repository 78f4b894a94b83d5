import { z } from 'zod';

/** Beyond it a number is written with an exponent; no price comes near. */
const units = z.number().gt(-1e21).lt(1e21).refine(Number.isInteger);

/** An amount as commercetools writes it. `preciseAmount` is there where `type` is highPrecision. */
export const money = z.looseObject({
  type: z.string().optional(),
  currencyCode: z.string().regex(/^[A-Z]{3}$/),
  centAmount: units,
  fractionDigits: z.int().min(0).max(20),
  preciseAmount: units.optional(),
});

export type Money = Readonly<z.output<typeof money>>;

/**
 * The amount in whole units of its currency: the double that is nearest to the decimal number. A decimal text is read
 * so by definition, where dividing by a power of ten that was multiplied up (or adding cents) may be one step beside it.
 *
 * `{ centAmount: 1999, fractionDigits: 2 }` is 19.99; of highPrecision `{ preciseAmount: 1234567, fractionDigits: 6 }`
 * is 1.234567, whatever `centAmount` is rounded to.
 */
export function amountOf({ type, centAmount, preciseAmount, fractionDigits }: Money): number {
  const whole = type === 'highPrecision' && preciseAmount !== undefined ? preciseAmount : centAmount;
  // A whole zero may be -0, which is no amount.
  return whole === 0 ? 0 : Number(`${whole}e-${fractionDigits}`);
}
