/** An amount as the service writes it. */
export interface Money {
  readonly type: 'centPrecision';
  readonly currencyCode: string;
  readonly centAmount: number;
  readonly fractionDigits: number;
}

/** JPY has no cents. */
export function money(currencyCode: string, centAmount: number): Money {
  return { type: 'centPrecision', currencyCode, centAmount, fractionDigits: currencyCode === 'JPY' ? 0 : 2 };
}
