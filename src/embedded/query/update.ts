import { ObjectId } from 'bson';
import type { Document } from './documents.js';
import { setField } from './documents.js';
import {
  badValue,
  CommandError,
  failedToParse,
  immutableField,
  notSingleValueField,
  overflow,
} from './errors.js';
import { namesOf, withIdFirst } from './field-order.js';
import { isOperatorDocument, isRegex } from './filter-conditions.js';
import type { Filter } from './filter.js';
import { requireIdValue } from './id-values.js';
import { identical } from './identical.js';
import { refuseDollarFields } from './paths.js';
import { shellText } from './shell-text.js';
import { compileOperators } from './update-compile.js';
import { compileUpdatePipeline } from './update-pipeline.js';
import { isDocument } from './values.js';

export interface UpdateContext {
  /** The filter that found the document: for the positional operator. */
  readonly filter?: Filter | undefined;
  readonly isInsert?: boolean | undefined;
  readonly now: Date;
}

export interface CompiledUpdate {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** Leaves `document` (typed) as it is; the result shares what did not change. */
  apply(document: Document, context: UpdateContext): { document: Document; modified: boolean };
}

export interface UpdateOptions {
  readonly arrayFilters?: readonly Document[] | undefined;
  readonly variables?: Document | undefined;
}

/** Compiles an update, replacement or update pipeline. Throws CommandError for what MongoDB refuses. */
export function compileUpdate(
  update: Document | readonly Document[],
  options: UpdateOptions = {},
): CompiledUpdate {
  if (Array.isArray(update)) {
    if (options.arrayFilters !== undefined)
      throw failedToParse('arrayFilters may not be specified for pipeline-syle updates');
    return guarded('pipeline', compileUpdatePipeline(update as readonly Document[], options.variables));
  }
  if (!isDocument(update)) throw failedToParse('Update argument must be either an object or an array');
  const operators = Object.keys(update)[0]?.startsWith('$') ?? false;
  if (operators) return guarded('operators', compileOperators(update, options.arrayFilters ?? []));
  if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
    throw failedToParse('arrayFilters may not be specified for replacement-style updates');
  }
  refuseDollarFields(
    update,
    "an update's replacement document. Consider using an aggregation pipeline with $replaceWith",
  );
  return guarded('replacement', () => update);
}

/** MongoDB's limit for stored documents; what wraps them on the way has 20 levels more. */
const maximumDepth = 180;

/** What BSON spends on a level at least: its type, the end of its name, its size and its end. */
const bytesPerLevel = 7;

/**
 * Throws 15 (Overflow) for a document too deep to be stored: it could be neither updated nor told by a change stream.
 * `bytes`, the size of its BSON, tells of most documents that they cannot be so deep.
 */
export function requireStorableDepth(document: Document, bytes = Infinity): void {
  if (bytes < maximumDepth * bytesPerLevel || isShallower(document, maximumDepth)) return;
  throw overflow(`the document would exceed the maximum nested depth of ${String(maximumDepth)}`);
}

function isShallower(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return depth > 0 && value.every((element) => isShallower(element, depth - 1));
  if (!isDocument(value)) return true;
  return depth > 0 && Object.values(value).every((field) => isShallower(field, depth - 1));
}

type Transform = (document: Document, context: UpdateContext) => Document;

/** Keeps `_id`: first in the document, and the same. */
function guarded(kind: CompiledUpdate['kind'], transform: Transform): CompiledUpdate {
  return {
    kind,
    apply(document, context) {
      const changed = withId(transform(document, context), document, kind);
      if (identical(changed, document)) return { document, modified: false };
      requireStorableDepth(changed);
      return { document: changed, modified: true };
    },
  };
}

function withId(changed: Document, before: Document, kind: CompiledUpdate['kind']): Document {
  const present = before._id;
  if (present === undefined) return changed;
  const id = changed._id;
  if (id === undefined && kind !== 'operators') return withIdFirst(present, changed);
  if (!identical(id, present)) {
    throw kind === 'operators'
      ? immutableField("Performing an update on the path '_id' would modify the immutable field '_id'")
      : immutableField(
          `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${shellText(id)}`,
        );
  }
  return namesOf(changed)[0] === '_id' ? changed : withIdFirst(id, changed);
}

/**
 * The document that an upsert inserts: the filter's equalities (with a replacement `_id` alone), then the update, then
 * an `_id` (first) if there is none. Throws 54 if the filter gives a field twice, 111 if a replacement would have to
 * make up an `_id` of parts, 66 if the update changes an `_id` that the filter gives.
 */
export function upsertDocument(
  filter: Document,
  update: CompiledUpdate,
  context: { readonly now: Date },
): Document {
  const equalities = new Map<string, unknown>();
  const isWanted = (path: string): boolean =>
    update.kind !== 'replacement' || path === '_id' || path.startsWith('_id.');
  collect(filter, isWanted, equalities);
  const base: Document = {};
  for (const [path, value] of equalities) {
    if (update.kind === 'replacement' && path !== '_id') {
      throw new CommandError(
        111,
        'NotExactValueField',
        `field at '_id' must be exactly specified, field at sub-path '${path}'found`,
      );
    }
    setPath(base, path, value);
  }
  const { document } = update.apply(base, { now: context.now, isInsert: true });
  const { _id: id = new ObjectId() } = document;
  requireIdValue(id);
  return withIdFirst(id, document);
}

function collect(
  filter: Document,
  isWanted: (path: string) => boolean,
  equalities: Map<string, unknown>,
): void {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and' || (key === '$or' && Array.isArray(value) && value.length === 1)) {
      for (const part of value as readonly Document[]) collect(part, isWanted, equalities);
    } else if (!key.startsWith('$') && isWanted(key)) {
      for (const equal of equalitiesOf(value)) {
        const taken = [...equalities.keys()].find(
          (path) => path === key || path.startsWith(`${key}.`) || key.startsWith(`${path}.`),
        );
        if (taken !== undefined) {
          throw notSingleValueField(`cannot infer query fields to set, path '${key}' is matched twice`);
        }
        equalities.set(key, equal);
      }
    }
  }
}

/** The values that a condition says a field equals; $all may say several. */
function equalitiesOf(condition: unknown): readonly unknown[] {
  if (isRegex(condition)) return [];
  if (!isOperatorDocument(condition)) return [condition];
  const anyOf = valuesIn(condition.$in);
  return [
    ...('$eq' in condition ? [condition.$eq] : []),
    ...(anyOf.length === 1 ? anyOf : []),
    ...valuesIn(condition.$all),
  ];
}

/** The members of a list that are values: no regular expressions, no operators. */
function valuesIn(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) return [];
  const members: readonly unknown[] = list;
  return members.some((member) => isRegex(member) || isOperatorDocument(member)) ? [] : members;
}

function setPath(document: Document, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let target = document;
  for (const part of parts) {
    const next = target[part] ?? {};
    if (!isDocument(next))
      throw badValue(`cannot infer query fields to set, path '${path}' leads through a value`);
    setField(target, part, next);
    target = next;
  }
  setField(target, last, value);
}
