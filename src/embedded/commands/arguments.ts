import { Double, Int32, Long } from 'bson';
import type { Document } from '../query/documents.js';
import { badValue, CommandError, failedToParse, locationError, typeMismatch } from '../query/errors.js';
import { letVariables } from '../query/expression.js';

/** What drivers add to every command; none of it changes what one server answers. */
const GENERIC: ReadonlySet<string> = new Set([
  '$db',
  'lsid',
  'txnNumber',
  'startTransaction',
  'autocommit',
  '$clusterTime',
  '$readPreference',
  '$queryOptions',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

/** Refuses with 40415 what the command does not know. */
export function checkFields(command: string, args: Document, known: readonly string[]): void {
  for (const field of Object.keys(args)) {
    if (field === command || GENERIC.has(field) || known.includes(field)) continue;
    throw locationError(40415, `BSON field '${command}.${field}' is an unknown field.`);
  }
}

/** Refuses with 115 an option of MongoDB that this store has not, unless it asks for what happens anyway. */
export function refuse(command: string, args: Document, options: readonly string[]): void {
  for (const option of options) {
    const value = args[option];
    if (value === undefined || value === null || value === false) continue;
    throw new CommandError(
      115,
      'CommandNotSupported',
      `The option '${option}' of '${command}' is not supported by this store`,
    );
  }
}

/** The simple collation is what this store does; every other is refused. */
export function refuseCollation(command: string, args: Document): void {
  const { collation } = args;
  if (collation === undefined) return;
  if (isDocument(collation) && (Object.keys(collation).length === 0 || collation.locale === 'simple')) return;
  throw new CommandError(
    115,
    'CommandNotSupported',
    `'${command}' with a collation other than 'simple' is not supported by this store`,
  );
}

export function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  );
}

/** A number of any BSON type as a JavaScript number; undefined for everything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return value instanceof Long ? value.toNumber() : undefined;
}

export function documentArgument(args: Document, name: string): Document | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw wrongType(name, 'object');
  return value;
}

/** A document that must be there: a statement without its filter would be about everything. Throws 40414. */
export function requiredDocument(command: string, args: Document, name: string): Document {
  const value = documentArgument(args, name);
  if (value !== undefined) return value;
  throw locationError(40414, `BSON field '${command}.${name}' is missing but a required field`);
}

export function documentsArgument(args: Document, name: string): readonly Document[] {
  const value = args[name];
  if (!Array.isArray(value)) throw wrongType(name, 'array');
  if (!value.every(isDocument)) throw wrongType(name, 'array of objects');
  return value;
}

export function stringArgument(args: Document, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw wrongType(name, 'string');
  return value;
}

export function booleanArgument(args: Document, name: string, absent: boolean): boolean {
  const value = args[name];
  if (value === undefined || value === null) return absent;
  if (typeof value === 'boolean') return value;
  const number = numberOf(value);
  if (number === undefined) throw wrongType(name, 'bool');
  return number !== 0;
}

/** A whole number that is not negative. */
export function countArgument(args: Document, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw wrongType(name, 'number');
  if (!Number.isSafeInteger(number)) throw failedToParse(`Expected an integer: ${name}: ${String(number)}`);
  if (number < 0) throw badValue(`BSON field '${name}' value must be >= 0, actual value '${String(number)}'`);
  return number;
}

export function hintArgument(value: unknown): string | Document | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (!isDocument(value)) throw failedToParse('Hint must be a string or an object');
  return Object.keys(value).length === 0 ? undefined : value;
}

function wrongType(name: string, expected: string): CommandError {
  return typeMismatch(`BSON field '${name}' is the wrong type, expected type '${expected}'`);
}

/** The variables of `let`, evaluated. */
export function letArgument(args: Document, name = 'let'): Document | undefined {
  const spec = documentArgument(args, name);
  return spec === undefined ? undefined : letVariables(spec);
}
