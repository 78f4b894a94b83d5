import { LongshoreError } from '../contract/failure';

/**
 * How an option or argument that is a whole number is read: `what` names it, `least` is the smallest that it may be.
 * Throws `usage-invalid` for everything else.
 */
export function wholeNumber(what: string, least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new LongshoreError('usage-invalid', `${what} cannot be '${text}'`, {
      remedy: `Write a whole number from ${least}.`,
    });
  };
}
