import { ID_INDEX_NAME } from './collection.js';
import { compileFilter } from '../query/filter.js';
import { isDocument, numberOf } from '../commands/arguments.js';
import type { Document } from '../query/documents.js';
import { badValue, cannotCreateIndex, CommandError, typeMismatch } from '../query/errors.js';

const MAX_PARTS = 32;
const KNOWN = [
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'v',
  'background',
  'ns',
];
const UNSUPPORTED_KINDS = ['text', '2d', '2dsphere', '2dsphere_bucket', 'hashed', 'columnstore'];
const MAX_EXPIRE_SECONDS = 2_147_483_647;

/** The spec of an index as the catalogue keeps it. Throws for what MongoDB or this store refuses. */
export function checkedIndexSpec(spec: Document): Document {
  for (const [option, value] of Object.entries(spec)) checkOption(option, value);
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = spec;
  if (!isDocument(key)) throw typeMismatch("The field 'key' must be an object");
  checkPattern(key);
  if (typeof name !== 'string' || name === '')
    throw cannotCreateIndex("The field 'name' must be a non-empty string");
  checkIdIndex(key, spec);
  if (partialFilterExpression !== undefined) checkPartial(partialFilterExpression, sparse);
  const checked: Document = { v: 2, key, name };
  if (truthy(unique)) checked.unique = true;
  if (truthy(sparse)) checked.sparse = true;
  if (partialFilterExpression !== undefined) checked.partialFilterExpression = partialFilterExpression;
  if (expireAfterSeconds !== undefined) checked.expireAfterSeconds = checkedExpiry(key, expireAfterSeconds);
  return checked;
}

export function isIdIndex(key: Document): boolean {
  const parts = Object.entries(key);
  return parts.length === 1 && parts[0]?.[0] === '_id' && Number(parts[0][1]) === 1;
}

/** The index on `_id` is there anyway, as it is; its name is no other's. */
function checkIdIndex(key: Document, spec: Document): void {
  if (!isIdIndex(key)) {
    if (spec.name !== ID_INDEX_NAME) return;
    throw badValue(
      `The index name '${ID_INDEX_NAME}' is reserved for the _id index, which must have key {_id: 1}`,
    );
  }
  const option = ['unique', 'sparse', 'partialFilterExpression'].find((name) => spec[name] !== undefined);
  if (option === undefined) return;
  throw new CommandError(
    197,
    'InvalidIndexSpecificationOption',
    `The field '${option}' is not valid for an _id index specification.`,
  );
}

function checkOption(option: string, value: unknown): void {
  if (KNOWN.includes(option)) return;
  if (option === 'collation' && isDocument(value) && value.locale === 'simple') return;
  if (option === 'hidden' && value === false) return;
  const known = [
    'collation',
    'hidden',
    'weights',
    'default_language',
    'language_override',
    'wildcardProjection',
  ];
  const geo = [
    'textIndexVersion',
    '2dsphereIndexVersion',
    'bits',
    'min',
    'max',
    'bucketSize',
    'storageEngine',
  ];
  if ([...known, ...geo, 'clustered', 'prepareUnique'].includes(option)) {
    throw new CommandError(
      115,
      'CommandNotSupported',
      `The index option '${option}' is not supported by this store`,
    );
  }
  throw new CommandError(
    197,
    'InvalidIndexSpecificationOption',
    `The field '${option}' is not valid for an index specification.`,
  );
}

function checkPattern(key: Document): void {
  const parts = Object.entries(key);
  if (parts.length === 0) throw cannotCreateIndex('Index keys cannot be an empty object.');
  if (parts.length > MAX_PARTS) {
    throw new CommandError(13103, 'Location13103', `too many compound keys`);
  }
  for (const [path, direction] of parts) {
    if (typeof direction === 'string') {
      const code = UNSUPPORTED_KINDS.includes(direction) ? 115 : 67;
      throw new CommandError(
        code,
        code === 115 ? 'CommandNotSupported' : 'CannotCreateIndex',
        code === 115
          ? `'${direction}' indexes are not supported by this store`
          : `Unknown index plugin '${direction}'`,
      );
    }
    const number = numberOf(direction);
    if (number === undefined || Number.isNaN(number)) {
      throw cannotCreateIndex(`Values in v:2 index key pattern must be numbers or strings; '${path}' is not`);
    }
    if (number === 0) throw cannotCreateIndex('Values in the index key pattern cannot be 0.');
    if (path === '$**' || path.endsWith('.$**')) {
      throw new CommandError(115, 'CommandNotSupported', 'wildcard indexes are not supported by this store');
    }
    if (path.split('.').some((name) => name === '' || name.startsWith('$'))) {
      throw cannotCreateIndex(`Index key contains an illegal field name: '${path}'`);
    }
  }
}

function checkPartial(expression: unknown, sparse: unknown): void {
  if (!isDocument(expression)) throw typeMismatch("The field 'partialFilterExpression' must be an object");
  if (truthy(sparse)) {
    throw cannotCreateIndex("cannot mix 'partialFilterExpression' and 'sparse' options");
  }
  const allowed = ['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$in'];
  const operator = operatorsOf(expression).find((name) => !allowed.includes(name));
  if (operator !== undefined)
    throw cannotCreateIndex(`Expression not supported in partial index: ${operator}`);
  compileFilter(expression);
}

function operatorsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(operatorsOf);
  if (!isDocument(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.startsWith('$') ? [name, ...operatorsOf(inner)] : operatorsOf(inner),
  );
}

function checkedExpiry(key: Document, value: unknown): unknown {
  const seconds = numberOf(value);
  if (seconds === undefined || !(seconds >= 0) || seconds > MAX_EXPIRE_SECONDS) {
    throw cannotCreateIndex(
      `TTL index 'expireAfterSeconds' option must be within 0 and ${String(MAX_EXPIRE_SECONDS)}`,
    );
  }
  if (Object.keys(key).length > 1) {
    throw cannotCreateIndex('TTL indexes are single-field indexes, compound indexes do not support TTL.');
  }
  if ('_id' in key)
    throw cannotCreateIndex("The field 'expireAfterSeconds' is not valid for an _id index specification.");
  return value;
}

function truthy(value: unknown): boolean {
  return value === true || (numberOf(value) ?? 0) !== 0;
}
