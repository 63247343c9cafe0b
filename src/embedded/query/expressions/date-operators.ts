import { Long, ObjectId, Timestamp } from 'bson';
import type { Document } from '../documents.js';
import { CommandError, failedToParse, locationError } from '../errors.js';
import { isDocument, isTruthy, toInteger, typeName } from '../values.js';
import { isNullish, operandList, unary } from './arity.js';
import {
  addUnits,
  dayLength,
  dayOfYear,
  isoWeek,
  parseUnit,
  parseWeekday,
  truncate,
  unitsBetween,
  weekOfYear,
} from './calendar.js';
import type { Compiler, Environment, Evaluate, OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';
import { parseDate } from './convert-values.js';
import { formatDate } from './date-format.js';
import { fromLocal, isUtc, offsetAt, toLocal, utc } from './time-zones.js';

/** Values of an operator's named arguments; undefined where one is not given. */
type Arguments = (environment: Environment) => Document;

function compileArguments(
  operand: unknown,
  compiler: Compiler,
  required: readonly string[],
  optional: readonly string[],
): Arguments {
  const named = namedArguments(operand, compiler, required, optional);
  const entries = Object.keys(named).map((key): [string, Evaluate] => [key, compiler.compile(named[key])]);
  return (environment) =>
    Object.fromEntries(entries.map(([key, evaluate]) => [key, evaluate(environment) ?? null]));
}

/** An operator on named arguments that is null when one of `required`, or any that is given, is null. */
const strict =
  (
    required: readonly string[],
    optional: readonly string[],
    apply: (values: Document, operator: string) => unknown,
  ): OperatorCompiler =>
  (operand, compiler) => {
    const values = compileArguments(operand, compiler, required, optional);
    return (environment) => {
      const given = values(environment);
      return Object.values(given).includes(null) ? null : apply(given, compiler.operator);
    };
  };

/** Date, ObjectId or timestamp as a date. Throws 16006, or the operator's own code. */
function requireDate(value: unknown, code = 16006): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw locationError(code, `can't convert from BSON type ${typeName(value)} to Date`);
}

function requireTimestamp(value: unknown, operator: string, code: number): Timestamp {
  if (value instanceof Timestamp) return value;
  throw locationError(code, `${operator} requires a timestamp, found ${typeName(value)}`);
}

function zoneOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw locationError(40517, `timezone must evaluate to a string, found ${typeName(value)}`);
}

function requireAmount(value: unknown, operator: string): number {
  const amount = toInteger(value);
  if (amount === undefined) throw locationError(5166405, `${operator} expects integer amount of time units`);
  return amount;
}

/** `$year: date` or `{date, timezone}`. */
const part =
  (read: (local: Date) => unknown): OperatorCompiler =>
  (operand, compiler) => {
    const [only = null, ...others] = operandList(operand);
    if (others.length > 0)
      throw locationError(40536, `${compiler.operator} accepts exactly one argument if given an array`);
    const named =
      isDocument(only) && !Object.keys(only).some((key) => key.startsWith('$')) ? only : { date: only };
    const values = compileArguments(named, compiler, ['date'], ['timezone']);
    return (environment) => {
      const { date, timezone } = values(environment);
      return isNullish(date) || timezone === null ? null : read(toLocal(requireDate(date), zoneOf(timezone)));
    };
  };

const dateToString: OperatorCompiler = (operand, compiler) => {
  const values = compileArguments(operand, compiler, ['date'], ['format', 'timezone', 'onNull']);
  return (environment) => {
    const { date, format, timezone, onNull = null } = values(environment);
    if (isNullish(date)) return onNull;
    if (timezone === null || format === null) return null;
    const zone = zoneOf(timezone);
    const instant = requireDate(date);
    const offset = offsetAt(zone, instant.getTime());
    const pattern = format ?? (isUtc(zone) ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
    if (typeof pattern !== 'string')
      throw locationError(
        18533,
        `$dateToString requires that 'format' be a string, found: ${typeName(pattern)}`,
      );
    return formatDate(pattern, toLocal(instant, zone), offset);
  };
};

const dateFromString: OperatorCompiler = (operand, compiler) => {
  const values = compileArguments(
    operand,
    compiler,
    ['dateString'],
    ['timezone', 'onError', 'onNull', 'format'],
  );
  if (isDocument(operand) && 'format' in operand)
    throw failedToParse("$dateFromString's 'format' is not supported");
  return (environment) => {
    const { dateString, timezone, onError, onNull = null } = values(environment);
    if (isNullish(dateString)) return onNull;
    if (timezone === null) return null;
    try {
      if (typeof dateString !== 'string') throw dateStringError(dateString);
      const zone = zoneOf(timezone);
      const local = parseDate(dateString, zone === undefined ? undefined : 0);
      return zone === undefined ? local : fromLocal(local.getTime(), zone);
    } catch (error) {
      if (onError !== undefined && error instanceof CommandError) return onError;
      throw error;
    }
  };
};

function dateStringError(value: unknown): CommandError {
  return new CommandError(
    241,
    'ConversionFailure',
    `$dateFromString requires that 'dateString' be a string, found: ${typeName(value)}`,
  );
}

const dateParts = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'];
const isoParts = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'hour', 'minute', 'second', 'millisecond'];

function fromParts(values: Document): Date {
  const number = (name: string, fallback: number): number => {
    const value = values[name] === undefined ? fallback : toInteger(values[name]);
    if (value === undefined) throw locationError(40515, `'${name}' must evaluate to an integer`);
    if (/year$/i.test(name) && (value < 1 || value > 9999))
      throw locationError(
        40523,
        `'${name}' must evaluate to an integer in the range 1 to 9999, found ${String(value)}`,
      );
    return value;
  };
  const time = [
    number('hour', 0),
    number('minute', 0),
    number('second', 0),
    number('millisecond', 0),
  ] as const;
  const zone = zoneOf(values.timezone);
  if ('isoWeekYear' in values) {
    const january4 = new Date(utc(number('isoWeekYear', 1970), 1, 4));
    const monday = january4.getTime() - ((january4.getUTCDay() + 6) % 7) * dayLength;
    const days = (number('isoWeek', 1) - 1) * 7 + number('isoDayOfWeek', 1) - 1;
    return fromLocal(monday + days * dayLength + utc(1970, 1, 1, ...time), zone);
  }
  return fromLocal(utc(number('year', 1970), number('month', 1), number('day', 1), ...time), zone);
}

const dateFromParts: OperatorCompiler = (operand, compiler) => {
  const iso = isDocument(operand) && 'isoWeekYear' in operand;
  const [required = '', ...optional] = iso ? isoParts : dateParts;
  const foreign = (iso ? dateParts : isoParts).find(
    (name) => ![required, ...optional].includes(name) && isDocument(operand) && name in operand,
  );
  if (foreign !== undefined && isDocument(operand) && required in operand)
    throw locationError(40489, '$dateFromParts does not allow mixing natural dates with ISO dates');
  return strict([required], [...optional, 'timezone'], fromParts)(operand, compiler);
};

function toParts({ date, timezone, iso8601 }: Document): Document {
  const local = toLocal(requireDate(date), zoneOf(timezone));
  const time = {
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  };
  if (isTruthy(iso8601)) {
    const { week, year } = isoWeek(local);
    return { isoWeekYear: year, isoWeek: week, isoDayOfWeek: local.getUTCDay() || 7, ...time };
  }
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate(), ...time };
}

const shift = (sign: 1 | -1): OperatorCompiler =>
  strict(['startDate', 'unit', 'amount'], ['timezone'], ({ startDate, unit, amount, timezone }, operator) =>
    addUnits(
      requireDate(startDate, 5166403),
      parseUnit(unit),
      sign * requireAmount(amount, operator),
      zoneOf(timezone),
    ),
  );

export const dateOperators: Readonly<Record<string, OperatorCompiler>> = {
  $year: part((local) => local.getUTCFullYear()),
  $month: part((local) => local.getUTCMonth() + 1),
  $dayOfMonth: part((local) => local.getUTCDate()),
  $hour: part((local) => local.getUTCHours()),
  $minute: part((local) => local.getUTCMinutes()),
  $second: part((local) => local.getUTCSeconds()),
  $millisecond: part((local) => local.getUTCMilliseconds()),
  $dayOfWeek: part((local) => local.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $week: part(weekOfYear),
  $isoDayOfWeek: part((local) => local.getUTCDay() || 7),
  $isoWeek: part((local) => isoWeek(local).week),
  $isoWeekYear: part((local) => Long.fromNumber(isoWeek(local).year)),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateFromParts: dateFromParts,
  $dateToParts: strict(['date'], ['timezone', 'iso8601'], toParts),
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateDiff: strict(
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
    ({ startDate, endDate, unit, timezone, startOfWeek = 'sunday' }) =>
      Long.fromNumber(
        unitsBetween(
          requireDate(startDate, 5166307),
          requireDate(endDate, 5166307),
          parseUnit(unit),
          zoneOf(timezone),
          parseWeekday(startOfWeek),
        ),
      ),
  ),
  $dateTrunc: strict(
    ['date', 'unit'],
    ['binSize', 'timezone', 'startOfWeek'],
    ({ date, unit, binSize = 1, timezone, startOfWeek = 'sunday' }, operator) =>
      truncate(
        requireDate(date, 5439012),
        parseUnit(unit),
        requireAmount(binSize, operator),
        zoneOf(timezone),
        parseWeekday(startOfWeek),
      ),
  ),
  $tsSecond: unary((value, operator) =>
    isNullish(value) ? null : Long.fromNumber(requireTimestamp(value, operator, 5687301).t),
  ),
  $tsIncrement: unary((value, operator) =>
    isNullish(value) ? null : Long.fromNumber(requireTimestamp(value, operator, 5687302).i),
  ),
};
