import type { Document } from './documents.js';
import { badValue, locationError } from './errors.js';
import { compileExpression } from './expression.js';
import type { ExpressionOptions } from './expression.js';
import { elementTest, isOperatorDocument } from './filter-conditions.js';
import type { Filter } from './filter.js';
import { compileFilter } from './filter.js';
import { parseFieldPath } from './paths.js';
import type { Leaf } from './projection-tree.js';
import { addProjection, applyProjection, projectionNode } from './projection-tree.js';
import { isDocument, isNumeric, isTruthy, toInteger } from './values.js';

export interface Projection {
  apply(document: Document): Document;
  /** For an inclusion without computed fields: the top-level fields that it reads; otherwise undefined. */
  readonly inclusion: readonly string[] | undefined;
}

export interface ProjectionOptions extends ExpressionOptions {
  /** The find's filter, for the positional operator. */
  readonly filter?: Filter | undefined;
  /** `$project`: without $slice, $elemMatch and `$` of find. */
  readonly stage?: boolean | undefined;
}

/** One path of a specification, before it is known whether the whole includes or excludes. */
interface Entry {
  readonly path: string;
  readonly kind: 'include' | 'exclude' | 'compute' | 'slice' | 'elemMatch' | 'positional';
  readonly leaf: Leaf;
}

/** Compiles a projection of find or $project. Throws CommandError (31253, 31254, 31249 ...) for what MongoDB refuses. */
export function compileProjection(spec: Document, options: ProjectionOptions = {}): Projection {
  const entries = parseEntries(spec, '', options);
  if (entries.length === 0) return { apply: (document) => document, inclusion: undefined };
  const including = isInclusion(entries);
  if (entries.filter(({ kind }) => kind === 'positional').length > 1) {
    throw locationError(31276, 'Cannot specify more than one positional projection per query.');
  }
  const root = projectionNode();
  for (const entry of entries) {
    checkMode(entry, including);
    addProjection(root, parseFieldPath(entry.path), entry.leaf);
  }
  if (including && !root.fields.has('_id')) addProjection(root, ['_id'], { kind: 'keep' });
  const plain =
    including && !root.computes && entries.every(({ kind }) => kind === 'include' || kind === 'exclude');
  return {
    apply: (document) => applyProjection(root, document, document, !including),
    inclusion: plain ? includedFields(root.fields) : undefined,
  };
}

function includedFields(fields: ReadonlyMap<string, unknown>): string[] {
  return [...fields].filter(([, field]) => (field as Partial<Leaf>).kind !== 'drop').map(([name]) => name);
}

/** Inclusion or exclusion: the first path but `_id` that says, else `_id` itself; $slice alone takes nothing away. */
function isInclusion(entries: readonly Entry[]): boolean {
  const telling =
    entries.find(({ path, kind }) => path !== '_id' && kind !== 'slice') ??
    entries.find(({ path }) => path === '_id');
  if (telling === undefined || telling.kind === 'slice') return false;
  if (telling.path === '_id' && telling.kind === 'include')
    return !entries.some(({ kind }) => kind === 'slice');
  return telling.kind !== 'exclude';
}

function checkMode({ path, kind }: Entry, including: boolean): void {
  if (including && kind === 'exclude' && path !== '_id') {
    throw locationError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  if (including || kind === 'exclude' || kind === 'slice' || kind === 'elemMatch') return;
  if (kind === 'include') {
    if (path === '_id') return;
    throw locationError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  }
  if (kind === 'positional')
    throw locationError(31395, 'positional projection cannot be used with exclusion');
  throw locationError(31252, `Cannot use an expression for field ${path} in an exclusion projection`);
}

function parseEntries(spec: Document, prefix: string, options: ProjectionOptions): Entry[] {
  return Object.keys(spec).flatMap((key) =>
    parseEntry(prefix === '' ? key : `${prefix}.${key}`, spec[key], options),
  );
}

function parseEntry(path: string, value: unknown, options: ProjectionOptions): Entry | Entry[] {
  if (options.stage !== true && path.endsWith('.$'))
    return positional(path.slice(0, -2), value, options.filter);
  if (options.stage !== true && path.includes('.$.'))
    throw locationError(31394, "positional projection '.$' may only be at the end of a path");
  if (typeof value === 'boolean' || isNumeric(value)) {
    return isTruthy(value)
      ? { path, kind: 'include', leaf: { kind: 'keep' } }
      : { path, kind: 'exclude', leaf: { kind: 'drop' } };
  }
  if (isDocument(value) && !isOperatorDocument(value)) {
    if (Object.keys(value).length === 0) {
      throw locationError(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
      );
    }
    return parseEntries(value, path, options);
  }
  if (options.stage !== true && isDocument(value) && Object.keys(value).length === 1) {
    if ('$slice' in value) {
      const special = findSlice(value.$slice);
      if (special !== undefined) return { path, kind: 'slice', leaf: { kind: 'transform', apply: special } };
    }
    if ('$elemMatch' in value)
      return { path, kind: 'elemMatch', leaf: elemMatch(path, value.$elemMatch, options) };
    if ('$meta' in value) throw badValue(`the projection of $meta (field '${path}') is not supported`);
  }
  return { path, kind: 'compute', leaf: { kind: 'compute', apply: compileExpression(value, options) } };
}

/** `$slice: n` or `[skip, n]` of find; undefined for the aggregation expression of that name. */
function findSlice(operand: unknown): ((value: unknown) => unknown) | undefined {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const numbers = parts.map(toInteger);
  const [first, second] = numbers;
  if (Array.isArray(operand) && !isNumeric(operand[0])) return undefined;
  if (
    first === undefined ||
    numbers.length > 2 ||
    (Array.isArray(operand) && numbers.length < 2) ||
    (numbers.length === 2 && second === undefined)
  ) {
    throw locationError(
      28667,
      'Invalid $slice syntax. The given syntax did not match the find() syntax or the aggregation syntax.',
    );
  }
  if (numbers.length === 2 && (second ?? 0) <= 0) {
    throw locationError(28724, 'First argument to $slice must be a number, and the last one positive');
  }
  return (value) => {
    if (!Array.isArray(value)) return value;
    const elements: readonly unknown[] = value;
    if (second === undefined) return first >= 0 ? elements.slice(0, first) : elements.slice(first);
    const start = first >= 0 ? first : Math.max(0, elements.length + first);
    return elements.slice(start, start + second);
  };
}

function elemMatch(path: string, operand: unknown, options: ProjectionOptions): Leaf {
  if (path.includes('.')) throw locationError(31255, 'Cannot use $elemMatch projection on a nested field.');
  if (!isDocument(operand)) throw locationError(31274, '$elemMatch requires an object');
  const test = elementTest(path, operand, (filter) =>
    compileFilter(filter, { within: 'element', now: options.now, variables: options.variables }),
  );
  const apply = (value: unknown): unknown => {
    if (!Array.isArray(value)) return undefined;
    const index = value.findIndex(test);
    return index < 0 ? undefined : [value[index]];
  };
  return { kind: 'transform', apply };
}

function positional(path: string, value: unknown, filter: Filter | undefined): Entry {
  if (typeof value !== 'boolean' && !isNumeric(value))
    throw locationError(31271, 'positional projection cannot be used with an expression or sub object');
  if (!isTruthy(value)) throw locationError(31395, 'positional projection cannot be used with exclusion');

  const apply = (array: unknown, root: Document): unknown => {
    if (!Array.isArray(array)) return array;
    const index = filter?.matchedIndex(root);
    if (index === undefined || index >= array.length) {
      throw locationError(51246, "positional operator '.$' couldn't find a matching element in the array");
    }
    return [array[index]];
  };
  return { path, kind: 'positional', leaf: { kind: 'transform', apply } };
}
