import fc from 'fast-check';
import { amountOf, money } from '../../../src/mappings/commerce/money';

const cents = (centAmount: number, fractionDigits: number) => ({ currencyCode: 'EUR', centAmount, fractionDigits });
const precise = (preciseAmount: number, fractionDigits: number) => {
  return { type: 'highPrecision', currencyCode: 'EUR', centAmount: 1, preciseAmount, fractionDigits };
};

test.each([
  ['two digits', cents(1999, 2), 19.99],
  ['no digits, as in JPY', cents(500, 0), 500],
  ['three digits, as in KWD', cents(1005, 3), 1.005],
  ['nothing', cents(0, 2), 0],
  ['less than nothing, as in a refund', cents(-1, 2), -0.01],
  ['the largest whole number that is exact', cents(Number.MAX_SAFE_INTEGER, 2), 90071992547409.91],
  ['a preciseAmount, which wins over the rounded cents', precise(1234567, 6), 1.234567],
  ['what adding cents would miss: 0.1 + 0.2', precise(30000000000000000, 17), 0.3],
  ['a preciseAmount beyond 2^53', precise(123000000000000000000, 20), 1.23],
  ['cents of a highPrecision without preciseAmount', { ...cents(5, 2), type: 'highPrecision' }, 0.05],
  ['cents of another type', { ...precise(9, 2), type: 'centPrecision' }, 0.01],
])('%s', (_, amount, expected) => {
  expect(amountOf(money.parse(amount))).toBe(expected);
});

test.each([
  ['cents with a fraction', cents(1.5, 2)],
  ['digits below zero', cents(1, -1)],
  ['more digits than there are', cents(1, 21)],
  ['an amount as a text', { ...cents(1, 2), centAmount: '1' }],
  ['an amount without end', cents(Number.POSITIVE_INFINITY, 2)],
  ['an amount that is written with an exponent', cents(1e21, 2)],
  ['a currency that is none', { ...cents(1, 2), currencyCode: 'Euro' }],
  ['no currency', { centAmount: 1, fractionDigits: 2 }],
])('%s is no money', (_, amount) => {
  expect(money.safeParse(amount).success).toBe(false);
});

test('the number is the one that the decimal text stands for', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(20), (units, digits) => {
      // Written out by hand: sign, whole part, point, fraction.
      const text = String(Math.abs(units)).padStart(digits + 1, '0');
      const point = text.length - digits;
      const written = `${units < 0 ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`;
      expect(amountOf(cents(units, digits))).toBe(Number(written) + 0);
      expect(amountOf(precise(units, digits))).toBe(Number(written) + 0);
    }),
  );
});
