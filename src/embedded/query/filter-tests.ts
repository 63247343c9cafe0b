import { compareValues, rankOf, typeRank } from './bson-order.js';
import { badValue, failedToParse, typeMismatch } from './errors.js';
import { encodeValue } from './key-encoding.js';
import { truncateToInt64 } from './numbers.js';
import type { TypeName } from './values.js';
import { isNumeric, toInteger, toNumber, typeName } from './values.js';

type Test = (value: unknown) => boolean;

/** Equality; null also matches what is missing. */
export function equalTo(operand: unknown): Test {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (typeof operand === 'string') {
    return (value) => value === operand || (typeof value === 'object' && compareValues(value, operand) === 0);
  }
  return (value) => value !== undefined && (value === operand || compareValues(value, operand) === 0);
}

export type RangeOperator = '$gt' | '$gte' | '$lt' | '$lte';

const accepts: Record<RangeOperator, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Order within the operand's type; NaN is comparable with itself only, MinKey and MaxKey with everything. */
export function rangeTest(operator: RangeOperator, operand: unknown): Test {
  const accept = accepts[operator];
  const rank = rankOf(operand);
  if (rank === typeRank.minKey || rank === typeRank.maxKey)
    return (value) => accept(compareValues(value, operand));
  if (operand === null) return accept(0) ? equalTo(null) : () => false;
  if (rank !== typeRank.number) {
    return (value) => rankOf(value) === rank && accept(compareValues(value, operand));
  }
  if (Number.isNaN(toNumber(operand))) return accept(0) ? equalTo(operand) : () => false;
  return (value) =>
    isNumeric(value) && accept(compareValues(value, operand)) && !Number.isNaN(toNumber(value));
}

/** Whether a value equals one of `members`; many members are looked up by their encoding. */
export function memberOf(members: readonly unknown[]): Test {
  if (members.length <= 8) {
    const tests = members.map(equalTo);
    return (value) => tests.some((test) => test(value));
  }
  const strings = new Set(members.filter((member) => typeof member === 'string'));
  if (strings.size > 0 && members.every((member) => typeof member === 'string')) {
    return (value) => typeof value === 'string' && strings.has(value);
  }
  const known = new Set(members.map((member) => encodeValue(member).toString('latin1')));
  // null also matches what is missing
  return (value) => known.has(encodeValue(value ?? null).toString('latin1'));
}

/** The names of the BSON type codes, as $type and $convert take them. */
export const typeCodes: Readonly<Record<number, TypeName | 'undefined' | 'dbPointer'>> = {
  1: 'double', 2: 'string', 3: 'object', 4: 'array', 5: 'binData', 6: 'undefined', 7: 'objectId', 8: 'bool', 9: 'date',
  10: 'null', 11: 'regex', 12: 'dbPointer', 13: 'javascript', 14: 'symbol', 15: 'javascriptWithScope', 16: 'int',
  17: 'timestamp', 18: 'long', 19: 'decimal', [-1]: 'minKey', 127: 'maxKey',
}; // prettier-ignore
const aliases: ReadonlySet<unknown> = new Set(Object.values(typeCodes));

/** `$type`: one or several codes or aliases; `number` is any of the four. */
export function ofType(operand: unknown): Test {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw failedToParse('$type must match at least one type');
  const names = new Set<string>();
  for (const item of list) {
    if (typeof item === 'string') {
      if (item === 'number') ['int', 'long', 'double', 'decimal'].forEach((name) => names.add(name));
      else if (aliases.has(item)) names.add(item);
      else throw badValue(`Unknown type name alias: ${item}`);
    } else if (isNumeric(item)) {
      const name = typeCodes[toNumber(item)];
      if (name === undefined) throw badValue(`Invalid numerical type code: ${toNumber(item)}`);
      names.add(name);
    } else {
      throw typeMismatch('type must be represented as a number or a string');
    }
  }
  return (value) => value !== undefined && names.has(typeName(value));
}

/** `$mod: [divisor, remainder]`, on numbers cut to integers. */
export function modulo(operand: unknown): Test {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map((part: unknown, i) => {
    const integer = isNumeric(part) ? truncateToInt64(part) : undefined;
    if (integer === undefined)
      throw badValue(`malformed mod, ${i === 0 ? 'divisor' : 'remainder'} not a number`);
    return integer;
  });
  if (divisor === undefined || divisor === 0n) throw badValue('divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value)) return false;
    const small = toInteger(value);
    const integer = small === undefined ? truncateToInt64(value) : BigInt(small);
    return integer !== undefined && integer % divisor === remainder;
  };
}
