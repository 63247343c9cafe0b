import { compareValues } from '../bson-order.js';
import { locationError } from '../errors.js';
import { encodeValue } from '../key-encoding.js';
import { isTruthy, typeName } from '../values.js';
import { binary, isNullish, unary, variadic } from './arity.js';
import type { OperatorCompiler } from './compile.js';

/** Values without repetition, by MongoDB's equality (1 and 1.0 are one). */
export class ValueSet {
  private readonly byKey = new Map<string, unknown>();

  constructor(values: Iterable<unknown> = []) {
    for (const value of values) this.add(value);
  }

  add(value: unknown): void {
    const key = keyOf(value);
    if (!this.byKey.has(key)) this.byKey.set(key, value);
  }

  has(value: unknown): boolean {
    return this.byKey.has(keyOf(value));
  }

  get size(): number {
    return this.byKey.size;
  }

  values(): unknown[] {
    return [...this.byKey.values()];
  }
}

/** A text that equal values share. */
export function keyOf(value: unknown): string {
  return encodeValue(value).toString('latin1');
}

function requireSet(value: unknown, operator: string, code: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(
    code,
    `All operands of ${operator} must be arrays. One argument is of type: ${typeName(value)}`,
  );
}

function sorted(set: ValueSet): unknown[] {
  return set.values().sort(compareValues);
}

const union = variadic((values, operator) => {
  if (values.some(isNullish)) return null;
  return sorted(new ValueSet(values.flatMap((value) => requireSet(value, operator, 17043))));
});

const intersection = variadic((values, operator) => {
  if (values.some(isNullish)) return null;
  const [first, ...others] = values.map((value) => new ValueSet(requireSet(value, operator, 17047)));
  if (first === undefined) return [];
  return sorted(new ValueSet(first.values().filter((value) => others.every((other) => other.has(value)))));
});

const difference = binary((a, b, operator) => {
  if (isNullish(a) || isNullish(b)) return null;
  const removed = new ValueSet(requireSet(b, operator, 17049));
  return new ValueSet(requireSet(a, operator, 17048)).values().filter((value) => !removed.has(value));
});

const equals = variadic((values, operator) => {
  if (values.length < 2)
    throw locationError(17045, `${operator} needs at least two arguments had: ${String(values.length)}`);
  const [first, ...others] = values.map((value) => new ValueSet(requireSet(value, operator, 17044)));
  return others.every(
    (other) => other.size === first?.size && other.values().every((value) => first.has(value)),
  );
});

export const setOperators: Readonly<Record<string, OperatorCompiler>> = {
  $setUnion: union,
  $setIntersection: intersection,
  $setDifference: difference,
  $setEquals: equals,
  $setIsSubset: binary((a, b, operator) => {
    const whole = new ValueSet(requireSet(b, operator, 17042));
    return requireSet(a, operator, 17046).every((value) => whole.has(value));
  }),
  $allElementsTrue: unary((value, operator) => requireSet(value, operator, 17040).every(isTruthy)),
  $anyElementTrue: unary((value, operator) => requireSet(value, operator, 17041).some(isTruthy)),
};
