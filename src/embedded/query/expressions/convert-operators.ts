import { Binary } from 'bson';
import { encode } from '../documents.js';
import { badValue, CommandError, failedToParse, locationError } from '../errors.js';
import { bytesOf } from '../bson-order.js';
import { typeCodes } from '../filter-tests.js';
import type { TypeName } from '../values.js';
import { isDocument, isNumeric, toNumber, typeName } from '../values.js';
import { isNullish, unary } from './arity.js';
import type { OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';
import { conversionFailure, conversions } from './convert-values.js';

const shorthand = (target: TypeName): OperatorCompiler =>
  unary((value) => (isNullish(value) ? null : conversions[target]?.(value)));

const convert: OperatorCompiler = (operand, compiler) => {
  const named = namedArguments(operand, compiler, ['input', 'to'], ['onError', 'onNull', 'format']);
  if ('format' in named) throw failedToParse("$convert's 'format' is not supported");
  const input = compiler.compile(named.input);
  const to = compiler.compile(named.to);
  const onError = 'onError' in named ? compiler.compile(named.onError) : undefined;
  const onNull = 'onNull' in named ? compiler.compile(named.onNull) : () => null;
  return (environment) => {
    const target = to(environment);
    if (isNullish(target)) return null;
    const value = input(environment);
    const apply = conversionTo(target);
    if (isNullish(value)) return onNull(environment);
    try {
      return apply(value);
    } catch (error) {
      if (onError !== undefined && error instanceof CommandError) return onError(environment);
      throw error;
    }
  };
};

function conversionTo(target: unknown): (value: unknown) => unknown {
  const name = isNumeric(target) ? typeCodes[toNumber(target)] : target;
  if (typeof name !== 'string' || !Object.values(typeCodes).includes(name as TypeName)) {
    throw badValue(`Unknown type name: ${String(name)}`);
  }
  const apply = conversions[name as TypeName];
  return (
    apply ??
    ((value) => {
      throw conversionFailure(`Unsupported conversion from ${typeName(value)} to ${name}`);
    })
  );
}

export const convertOperators: Readonly<Record<string, OperatorCompiler>> = {
  $convert: convert,
  $toBool: shorthand('bool'),
  $toDate: shorthand('date'),
  $toDecimal: shorthand('decimal'),
  $toDouble: shorthand('double'),
  $toInt: shorthand('int'),
  $toLong: shorthand('long'),
  $toObjectId: shorthand('objectId'),
  $toString: shorthand('string'),
  $type: unary(typeName),
  $isNumber: unary(isNumeric),
  $bsonSize: unary((value) => {
    if (isNullish(value)) return null;
    if (!isDocument(value))
      throw locationError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
    return encode(value).length;
  }),
  $binarySize: unary((value) => {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (value instanceof Binary || value instanceof Uint8Array) return bytesOf(value).length;
    throw locationError(
      51276,
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }),
};
