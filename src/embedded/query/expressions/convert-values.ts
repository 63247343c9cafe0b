import { Binary, BSONSymbol, Decimal128, Double, Int32, Long, ObjectId, UUID } from 'bson';
import type { Timestamp } from 'bson';
import { decimalFromDouble } from '../decimal.js';
import { CommandError } from '../errors.js';
import { fitsInt64, truncateToInt64 } from '../numbers.js';
import type { NumericValue, TypeName } from '../values.js';
import { dateOf, isNumeric, isTruthy, toNumber, typeName, unwrapNumber } from '../values.js';

/** ConversionFailure (241). */
export function conversionFailure(message: string): CommandError {
  return new CommandError(241, 'ConversionFailure', `${message} in $convert with no onError value`);
}

function unsupported(value: unknown, target: TypeName): CommandError {
  return conversionFailure(`Unsupported conversion from ${typeName(value)} to ${target}`);
}

type Convert = (value: unknown) => unknown;

/** Converts a value that is not null. Throws 241 where MongoDB does. */
export const conversions: Readonly<Partial<Record<TypeName, Convert>>> = {
  double: (value) => new Double(doubleOf(value)),
  decimal: decimalOfValue,
  int: (value) => {
    const integer = integerOf(value, 'int');
    if (BigInt.asIntN(32, integer) !== integer)
      throw conversionFailure('Conversion would overflow target type');
    return new Int32(Number(integer));
  },
  long: (value) => Long.fromBigInt(integerOf(value, 'long')),
  string: toText,
  bool: isTruthy,
  date: toDate,
  objectId: (value) => {
    if (value instanceof ObjectId) return value;
    if (typeof value !== 'string') throw unsupported(value, 'objectId');
    if (!/^[0-9a-fA-F]{24}$/.test(value)) throw conversionFailure(`Failed to parse objectId '${value}'`);
    return new ObjectId(value);
  },
};

function doubleOf(value: unknown): number {
  if (isNumeric(value)) return toNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'string') return parseNumber(value);
  throw unsupported(value, 'double');
}

function parseNumber(text: string): number {
  if (/^-?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) throw notANumber(text);
  return Number(text);
}

function notANumber(text: string): CommandError {
  return conversionFailure(`Failed to parse number '${text}'`);
}

function decimalOfValue(value: unknown): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (isNumeric(value)) {
    const number = unwrapNumber(value);
    return typeof number === 'bigint'
      ? Decimal128.fromString(number.toString())
      : decimalFromDouble(Number(number));
  }
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  parseNumber(value);
  return Decimal128.fromString(value.replace(/^\+/, ''));
}

function integerOf(value: unknown, target: 'int' | 'long'): bigint {
  if (isNumeric(value)) return truncated(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (typeof value !== 'string') throw unsupported(value, target);
  if (!/^[+-]?\d+$/.test(value)) throw notANumber(value);
  const integer = BigInt(value.replace(/^\+/, ''));
  if (!fitsInt64(integer)) throw conversionFailure('Conversion would overflow target type');
  return integer;
}

function truncated(value: NumericValue): bigint {
  const integer = truncateToInt64(value);
  if (integer === undefined) throw conversionFailure('Conversion would overflow target type');
  return integer;
}

/** The text of a scalar, as `$toString` makes it. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumeric(value)) {
    const number = unwrapNumber(value);
    if (typeof number !== 'number') return number.toString();
    return Number.isFinite(number)
      ? doubleText(number)
      : Number.isNaN(number)
        ? 'NaN'
        : number > 0
          ? 'Infinity'
          : '-Infinity';
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof UUID || (value instanceof Binary && value.sub_type === Binary.SUBTYPE_UUID))
    return value.toString();
  throw unsupported(value, 'string');
}

/** As MongoDB writes it: an exponent, of two digits at least, below 1e-4 and from 1e16. */
function doubleText(number: number): string {
  if (number === 0) return Object.is(number, -0) ? '-0' : '0';
  const [digits = '', power = ''] = number.toExponential().split('e');
  if (Number(power) >= -4 && Number(power) < 16) return String(number);
  return `${digits}e${power.charAt(0)}${power.slice(1).padStart(2, '0')}`;
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeName(value) === 'timestamp') return new Date((value as Timestamp).t * 1000);
  if (isNumeric(value) && typeName(value) !== 'int') return dateOf(Number(truncated(value)));
  if (typeof value === 'string') return parseDate(value);
  throw unsupported(value, 'date');
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;

/** Reads an ISO 8601 date; without an offset it is `offsetMinutes` (UTC). Throws 241 for any other form. */
export function parseDate(text: string, offsetMinutes?: number): Date {
  const parts = iso.exec(text.trim());
  if (parts === null) throw conversionFailure(`Error parsing date string '${text}'`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = parts;
  const [m, d] = [Number(month), Number(day)];
  const days = new Date(Date.UTC(Number(year), m, 0)).getUTCDate();
  if (
    m < 1 ||
    m > 12 ||
    d < 1 ||
    d > days ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  ) {
    throw conversionFailure(`Error parsing date string '${text}'`);
  }
  if (zone !== undefined && offsetMinutes !== undefined) {
    throw conversionFailure(
      `you cannot pass in a date/time string with time zone information ('${zone}') together with a timezone argument`,
    );
  }
  const time = Date.UTC(
    Number(year),
    m - 1,
    d,
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0')),
  );
  return new Date(time - (zone === undefined ? (offsetMinutes ?? 0) : parseOffset(zone)) * 60_000);
}

/** `Z`, `+05`, `+0530`, `+05:30` in minutes. */
export function parseOffset(zone: string): number {
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}
