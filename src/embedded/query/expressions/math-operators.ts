import { Decimal128, Double, Int32, Long } from 'bson';
import { numberType, toBigInt } from '../arithmetic.js';
import { decimalOf, decimalParts } from '../decimal.js';
import { locationError } from '../errors.js';
import { fitsInt64 } from '../numbers.js';
import type { NumericValue } from '../values.js';
import { isNumeric, toInteger, toNumber, typeName } from '../values.js';
import { binary, compileList, isNullish, unary } from './arity.js';
import type { OperatorCompiler } from './compile.js';

/** An operator on one number; null for null. */
function numeric(apply: (value: NumericValue, operator: string) => unknown): OperatorCompiler {
  return unary((value, operator) => {
    if (isNullish(value)) return null;
    if (!isNumeric(value))
      throw locationError(28765, `${operator} only supports numeric types, not ${typeName(value)}`);
    return apply(value, operator);
  });
}

/** A function of doubles; what it makes of a decimal has a double's precision only, and is refused. */
function double(
  apply: (value: number) => number,
  inDomain: (value: number) => boolean = () => true,
  code = 50989,
): OperatorCompiler {
  return numeric((value, operator) => {
    refuseDecimal(value, operator);
    const number = toNumber(value);
    if (!Number.isNaN(number) && !inDomain(number)) {
      throw locationError(code, `${operator}'s argument is out of its domain, but is ${String(number)}`);
    }
    return new Double(apply(number));
  });
}

function refuseDecimal(value: NumericValue, operator: string): void {
  if (value instanceof Decimal128) throw locationError(28765, `${operator} of a decimal is not supported`);
}

function abs(value: NumericValue): unknown {
  switch (numberType(value)) {
    case 'decimal':
      return Decimal128.fromString((value as Decimal128).toString().replace(/^-/, ''));
    case 'double':
      return new Double(Math.abs(toNumber(value)));
    default: {
      const integer = toBigInt(value);
      const positive = integer < 0n ? -integer : integer;
      if (!fitsInt64(positive)) throw locationError(28680, "can't take $abs of long long min");
      return numberType(value) === 'int' && positive < 2n ** 31n
        ? new Int32(Number(positive))
        : Long.fromBigInt(positive);
    }
  }
}

type Rounding = 'ceil' | 'floor' | 'trunc' | 'round';

/** Rounds decimal digits at `place` digits behind the point; `round` takes halves to the even neighbour. */
function roundDecimal(value: Decimal128, place: number, rounding: Rounding): Decimal128 {
  const parts = decimalParts(value);
  if (parts.special !== undefined || parts.exponent >= -place) return value;
  const unit = 10n ** BigInt(-place - parts.exponent);
  const rest = parts.coefficient % unit;
  let quotient = parts.coefficient / unit;
  const away =
    rounding === 'round'
      ? rest * 2n > unit || (rest * 2n === unit && quotient % 2n === 1n)
      : rest > 0n && ((rounding === 'ceil' && !parts.negative) || (rounding === 'floor' && parts.negative));
  if (away) quotient += 1n;
  return decimalOf(parts.negative ? -quotient : quotient, -place);
}

function roundAt(value: NumericValue, place: number, rounding: Rounding): unknown {
  const type = numberType(value);
  if (type === 'decimal') return roundDecimal(value as Decimal128, place, rounding);
  if (type === 'double') {
    const number = toNumber(value);
    if (!Number.isFinite(number)) return value;
    if (place === 0 && rounding !== 'round') return new Double(Math[rounding](number));
    return new Double(
      Number(roundDecimal(Decimal128.fromString(String(number)), place, rounding).toString()),
    );
  }
  if (place >= 0) return value;
  const rounded = BigInt(
    toFixedInteger(roundDecimal(Decimal128.fromString(toBigInt(value).toString()), place, rounding)),
  );
  return type === 'int' && BigInt.asIntN(32, rounded) === rounded
    ? new Int32(Number(rounded))
    : Long.fromBigInt(rounded);
}

function toFixedInteger(value: Decimal128): string {
  const parts = decimalParts(value);
  if (parts.special !== undefined) return '0';
  return `${parts.negative ? '-' : ''}${parts.coefficient.toString()}${'0'.repeat(Math.max(0, parts.exponent))}`;
}

const roundWithPlace =
  (rounding: Rounding): OperatorCompiler =>
  (operand, compiler) => {
    const [number, place] = compileList(operand, compiler, 1, 2);
    return (environment) => {
      const value = number?.(environment);
      const digits = place === undefined ? 0 : place(environment);
      if (isNullish(value) || isNullish(digits)) return null;
      if (!isNumeric(value)) {
        throw locationError(
          51081,
          `${compiler.operator} only supports numeric types, not ${typeName(value)}`,
        );
      }
      const at = toInteger(digits);
      if (at === undefined || at < -20 || at > 100) {
        throw locationError(
          51083,
          `cannot apply ${compiler.operator} with precision value ${typeName(digits)}: the value must be in [-20, 100]`,
        );
      }
      return roundAt(value, at, rounding);
    };
  };

function power(base: unknown, exponent: unknown, operator: string): unknown {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNumeric(base)) throw locationError(28762, `$pow's base must be numeric, not ${typeName(base)}`);
  if (!isNumeric(exponent))
    throw locationError(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`);
  refuseDecimal(base, operator);
  refuseDecimal(exponent, operator);
  if (toNumber(base) === 0 && toNumber(exponent) < 0) {
    throw locationError(28764, '$pow cannot take a base of 0 and a negative exponent');
  }
  const integral = numberType(base) !== 'double' && numberType(exponent) !== 'double';
  const steps = toNumber(exponent);
  if (integral && steps >= 0 && steps < 64) {
    const exact = toBigInt(base) ** BigInt(steps);
    const wide = numberType(base) === 'long' || numberType(exponent) === 'long';
    if (!wide && BigInt.asIntN(32, exact) === exact) return new Int32(Number(exact));
    if (fitsInt64(exact)) return Long.fromBigInt(exact);
  }
  return new Double(toNumber(base) ** steps);
}

const log = binary((value, base) => {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNumeric(value))
    throw locationError(28756, `$log's argument must be numeric, not ${typeName(value)}`);
  if (!isNumeric(base)) throw locationError(28757, `$log's base must be numeric, not ${typeName(base)}`);
  if (toNumber(value) <= 0)
    throw locationError(
      28758,
      `$log's argument must be a positive number, but is ${String(toNumber(value))}`,
    );
  if (toNumber(base) <= 0 || toNumber(base) === 1) {
    throw locationError(
      28759,
      `$log's base must be a positive number not equal to 1, but is ${String(toNumber(base))}`,
    );
  }
  return new Double(Math.log(toNumber(value)) / Math.log(toNumber(base)));
});

const within = (value: number): boolean => value >= -1 && value <= 1;

export const mathOperators: Readonly<Record<string, OperatorCompiler>> = {
  $abs: numeric(abs),
  $ceil: numeric((value) => roundAt(value, 0, 'ceil')),
  $floor: numeric((value) => roundAt(value, 0, 'floor')),
  $trunc: roundWithPlace('trunc'),
  $round: roundWithPlace('round'),
  $pow: binary(power),
  $log: log,
  $exp: double(Math.exp),
  $ln: double(Math.log, (value) => value > 0, 28766),
  $log10: double(Math.log10, (value) => value > 0, 28761),
  $sqrt: double(Math.sqrt, (value) => value >= 0, 28714),
  $sin: double(Math.sin, Number.isFinite),
  $cos: double(Math.cos, Number.isFinite),
  $tan: double(Math.tan, Number.isFinite),
  $asin: double(Math.asin, within),
  $acos: double(Math.acos, within),
  $atan: double(Math.atan),
  $sinh: double(Math.sinh),
  $cosh: double(Math.cosh),
  $tanh: double(Math.tanh),
  $asinh: double(Math.asinh),
  $acosh: double(Math.acosh, (value) => value >= 1),
  $atanh: double(Math.atanh, within),
  $atan2: binary((y, x, operator) => {
    if (isNullish(y) || isNullish(x)) return null;
    if (!isNumeric(y) || !isNumeric(x)) throw locationError(51044, `${operator} only supports numeric types`);
    return new Double(Math.atan2(toNumber(y), toNumber(x)));
  }),
  $degreesToRadians: double((value) => value * (Math.PI / 180)),
  $radiansToDegrees: double((value) => value * (180 / Math.PI)),
};
