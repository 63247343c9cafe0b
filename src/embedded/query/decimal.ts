import type { Decimal128 } from 'bson';

/** coefficient * 10^exponent, exactly; or what has no digits. */
export type DecimalParts =
  | { readonly special: 'nan' | 'infinity' | '-infinity' }
  | { readonly special: undefined; readonly negative: boolean; readonly coefficient: bigint; readonly exponent: number };

/** Takes a decimal apart; `coefficient` is not negative. */
export function decimalParts(value: Decimal128): DecimalParts {
  const text = value.toString();
  if (text === 'NaN') return { special: 'nan' };
  if (text.endsWith('Infinity')) return { special: text.startsWith('-') ? '-infinity' : 'infinity' };
  const negative = text.startsWith('-');
  const [mantissa = '0', power = '0'] = text.slice(negative ? 1 : 0).split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return {
    special: undefined,
    negative,
    coefficient: BigInt(whole + fraction),
    exponent: Number(power) - fraction.length,
  };
}
