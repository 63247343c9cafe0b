import { Binary } from 'bson';
import { bytesOf } from './bson-order.js';
import { badValue, failedToParse } from './errors.js';
import { exactInt64 } from './numbers.js';
import { isNumeric, toInteger, typeName } from './values.js';

export type BitOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

/** Bit tests on integers (as 64-bit two's complement, sign extended) and binary data (least significant byte first). */
export function bitTest(operator: BitOperator, operand: unknown): (value: unknown) => boolean {
  const positions = parsePositions(operator, operand);
  const wantSet = operator === '$bitsAllSet' || operator === '$bitsAnySet';
  const all = operator === '$bitsAllSet' || operator === '$bitsAllClear';
  return (value) => {
    const isSet = bitReader(value);
    if (isSet === undefined) return false;
    const passes = (position: number): boolean => isSet(position) === wantSet;
    return all ? positions.every(passes) : positions.some(passes);
  };
}

function bitReader(value: unknown): ((position: number) => boolean) | undefined {
  if (value instanceof Binary || value instanceof Uint8Array) {
    const bytes = bytesOf(value);
    return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
  }
  const integer = isNumeric(value) ? exactInt64(value) : undefined;
  if (integer === undefined) return undefined;
  return (position) => ((integer >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}

function parsePositions(operator: string, operand: unknown): number[] {
  if (Array.isArray(operand)) {
    return operand.map((entry: unknown) => {
      const position = isNumeric(entry) ? toInteger(entry) : undefined;
      if (position === undefined)
        throw badValue(`Failed to parse bit position. Expected a number in: ${operator}`);
      if (position < 0)
        throw badValue(`Failed to parse bit position. Expected a non-negative number in: ${operator}`);
      if (position > 2 ** 31 - 1)
        throw badValue(`Failed to parse bit position. Cannot represent as an int in: ${operator}`);
      return position;
    });
  }
  if (operand instanceof Binary || operand instanceof Uint8Array) {
    const isSet = bitReader(operand);
    return Array.from({ length: bytesOf(operand).length * 8 }, (_, i) => i).filter((i) => isSet?.(i));
  }
  if (!isNumeric(operand))
    throw badValue(`${operator} takes an Array, a number, or a BinData but received: ${typeName(operand)}`);
  const mask = exactInt64(operand);
  if (mask === undefined) throw failedToParse(`Expected an integer in: ${operator}`);
  if (mask < 0n) throw failedToParse(`Expected a non-negative number in: ${operator}`);
  return Array.from({ length: 64 }, (_, i) => i).filter((i) => ((mask >> BigInt(i)) & 1n) === 1n);
}
