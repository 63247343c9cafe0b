import { inspect, isDeepStrictEqual } from 'node:util';
import { EJSON, Long } from 'bson';
import { Mismatch, RunnerError } from './errors.mjs';

/*
 * How the unified test format compares. Documents at the root may have more keys than expected, nested ones may not;
 * numbers compare by value, whatever their type; `$$operators` say more.
 * https://github.com/mongodb/specifications/blob/master/source/unified-test-format/unified-test-format.md
 */

/**
 * Throws unless `actual` matches. `entities` resolves $$matchesEntity and $$sessionLsid. Without `root` the value, or
 * each element of it, may have no more keys than expected.
 */
export function assertMatches(expected, actual, entities, what, root = true) {
  const difference = mismatch(expected, actual, entities, root, '');
  if (difference === undefined) return;
  const text = (value) => inspect(value, { depth: 8, breakLength: 140 });
  throw new Mismatch(`${what}: ${difference}\nexpected ${text(expected)}\nactual   ${text(actual)}`);
}

function mismatch(expected, given, entities, root, path) {
  // the driver keeps the order of sort keys in a Map
  const actual = given instanceof Map ? Object.fromEntries(given) : given;
  const operator = specialOperator(expected);
  if (operator !== undefined)
    return specialMismatch(operator, expected[operator], actual, entities, root, path);
  if (Array.isArray(expected)) return arrayMismatch(expected, actual, entities, root, path);
  if (isPlainObject(expected)) return objectMismatch(expected, actual, entities, root, path);
  return equal(expected, actual) ? undefined : `${path || 'value'} differs`;
}

function specialOperator(expected) {
  if (!isPlainObject(expected)) return undefined;
  const keys = Object.keys(expected);
  if (!keys.some((key) => key.startsWith('$$'))) return undefined;
  if (keys.length > 1) throw new RunnerError(`an operator beside other keys: ${keys.join(', ')}`);
  return keys[0];
}

function specialMismatch(operator, operand, actual, entities, root, path) {
  switch (operator) {
    case '$$exists':
      return (actual !== undefined) === operand ? undefined : `${path} should ${operand ? '' : 'not '}exist`;
    case '$$unsetOrMatches':
      return actual === undefined ? undefined : mismatch(operand, actual, entities, root, path);
    case '$$type':
      return [operand].flat().some((type) => hasType(type, actual))
        ? undefined
        : `${path} is not a ${operand}`;
    case '$$matchesEntity':
      return mismatch(entities.get(operand), actual, entities, root, path);
    case '$$matchesHexBytes':
      return actual instanceof Uint8Array && Buffer.from(actual).toString('hex') === operand
        ? undefined
        : `${path} has other bytes`;
    case '$$sessionLsid':
      return plainId(actual) !== undefined && plainId(entities.lsid(operand)) === plainId(actual)
        ? undefined
        : `${path} is another session`;
    case '$$lte':
      return toNumber(actual) <= toNumber(operand) ? undefined : `${path} is greater`;
    case '$$matchAsRoot':
      return mismatch(operand, actual, entities, true, path);
    case '$$matchAsDocument':
      return mismatch(
        operand,
        typeof actual === 'string' ? EJSON.parse(actual) : actual,
        entities,
        root,
        path,
      );
    default:
      throw new RunnerError(`unknown operator ${operator}`);
  }
}

function plainId(lsid) {
  return lsid?.id?.toString('hex');
}

function arrayMismatch(expected, actual, entities, root, path) {
  if (!Array.isArray(actual)) return `${path || 'value'} is no array`;
  if (actual.length !== expected.length)
    return `${path || 'array'} has length ${actual.length}, not ${expected.length}`;
  for (const [i, element] of expected.entries()) {
    const found = mismatch(element, actual[i], entities, root, `${path}[${i}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function objectMismatch(expected, actual, entities, root, path) {
  if (typeof actual !== 'object' || actual === null) return `${path || 'value'} is no document`;
  for (const [key, value] of Object.entries(expected)) {
    const found = mismatch(value, actual[key], entities, false, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  if (root) return undefined;
  const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key));
  return extra === undefined ? undefined : `${path}.${extra} is not expected`;
}

function isPlainObject(value) {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isNumeric(value) {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    ['Int32', 'Double', 'Long'].includes(value?._bsontype)
  );
}

function toNumber(value) {
  return Long.isLong(value) ? value.toNumber() : Number(value?.value ?? value);
}

function equal(expected, actual) {
  if (isNumeric(expected) && isNumeric(actual)) return toNumber(expected) === toNumber(actual);
  if (expected === null) return actual === null;
  if (expected?._bsontype === 'Binary') return isSameBinary(expected, actual);
  if (typeof expected?.equals === 'function')
    return actual !== undefined && actual !== null && expected.equals(actual);
  return isDeepStrictEqual(expected, actual);
}

function isSameBinary(expected, actual) {
  return (
    actual?._bsontype === 'Binary' &&
    actual.sub_type === expected.sub_type &&
    actual.toString('hex') === expected.toString('hex')
  );
}

const types = {
  array: (value) => Array.isArray(value),
  binData: (value) => value?._bsontype === 'Binary' || Buffer.isBuffer(value),
  bool: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  decimal: (value) => value?._bsontype === 'Decimal128',
  double: (value) => typeof value === 'number' || value?._bsontype === 'Double',
  int: (value) => Number.isInteger(value) || value?._bsontype === 'Int32',
  long: (value) => Number.isInteger(value) || Long.isLong(value) || typeof value === 'bigint',
  null: (value) => value === null,
  number: (value) => isNumeric(value) || value?._bsontype === 'Decimal128',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  objectId: (value) => value?._bsontype === 'ObjectId',
  regex: (value) => value instanceof RegExp || value?._bsontype === 'BSONRegExp',
  string: (value) => typeof value === 'string',
  undefined: (value) => value === undefined,
  minKey: (value) => value?._bsontype === 'MinKey',
  maxKey: (value) => value?._bsontype === 'MaxKey',
  timestamp: (value) => value?._bsontype === 'Timestamp',
};

function hasType(type, value) {
  const test = types[type];
  if (test === undefined) throw new RunnerError(`unknown type ${type}`);
  return test(value);
}
