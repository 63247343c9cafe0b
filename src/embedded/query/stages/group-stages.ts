import { compareValues, rankOf } from '../bson-order.js';
import type { Document } from '../documents.js';
import { setField } from '../documents.js';
import { locationError } from '../errors.js';
import type { Accumulator, GroupAccumulator } from '../expressions/accumulators.js';
import { compileAccumulator } from '../expressions/accumulators.js';
import type { Environment } from '../expressions/compile.js';
import type { ExpressionScope } from '../expression.js';
import { expressionScope } from '../expression.js';
import { encodeValue } from '../key-encoding.js';
import { isDocument, isNumeric, toInteger, typeName } from '../values.js';
import type { StageFactory } from './stage.js';

interface Group {
  readonly id: unknown;
  readonly states: readonly Accumulator[];
}

/** Collects documents in groups; `key` is a group's identity and becomes its `_id`. */
class Grouping {
  private readonly fields: readonly (readonly [string, GroupAccumulator])[];
  private readonly groups = new Map<string, Group>();

  constructor(fields: readonly (readonly [string, GroupAccumulator])[]) {
    this.fields = fields;
  }

  add(id: unknown, environment: Environment): void {
    const key = encodeValue(id).toString('latin1');
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { id, states: this.fields.map(([, { start }]) => start()) };
      this.groups.set(key, group);
    }
    for (const [i, state] of group.states.entries()) state.add(this.fields[i]?.[1].input(environment));
  }

  /** One document a group, in order of first appearance. */
  results(): Document[] {
    return [...this.groups.values()].map(({ id, states }) => {
      const result: Document = { _id: id };
      for (const [i, state] of states.entries())
        setField(result, this.fields[i]?.[0] ?? '', state.result() ?? null);
      return result;
    });
  }
}

function compileFields(spec: Document, scope: ExpressionScope): [string, GroupAccumulator][] {
  return Object.keys(spec).map((field) => {
    if (field.includes('.')) throw locationError(40235, `The field name '${field}' cannot contain '.'`);
    if (field.startsWith('$'))
      throw locationError(40236, `The field name '${field}' cannot be an operator name`);
    return [field, compileAccumulator(field, spec[field], (expression) => scope.compile(expression))];
  });
}

const group: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(15947, "a group's fields must be specified in an object");
  if (!('_id' in spec)) throw locationError(15955, 'a group specification must include an _id');
  const { _id: id, ...rest } = spec;
  const scope = expressionScope(compiler);
  const fields = compileFields(rest, scope);
  const key = scope.compile(id);
  return function* (input) {
    const grouping = new Grouping(fields);
    for (const document of input) {
      const environment = scope.at(document);
      grouping.add(key(environment) ?? null, environment);
    }
    yield* grouping.results();
  };
};

/** A path that starts with `$`, or an operator in an object: what $bucket and $sortByCount group by. */
function isExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('$');
  return isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;
}

const sortByCount: StageFactory = (spec, compiler) => {
  if (!isExpression(spec)) {
    throw locationError(
      isDocument(spec) ? 40147 : typeof spec === 'string' ? 40148 : 40149,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const counted = group({ _id: spec, count: { $sum: 1 } }, compiler);
  return (input, context) =>
    Array.from(counted(input, context)).sort((a, b) => compareValues(b.count, a.count));
};

const bucket: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(40201, 'Argument to $bucket stage must be an object');
  const { groupBy, boundaries, default: fallback, output = { count: { $sum: 1 } } } = spec;
  const unknown = Object.keys(spec).find(
    (key) => !['groupBy', 'boundaries', 'default', 'output'].includes(key),
  );
  if (unknown !== undefined) throw locationError(40197, `Unrecognized option to $bucket: ${unknown}.`);
  if (groupBy === undefined || !Array.isArray(boundaries))
    throw locationError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  if (boundaries.length < 2)
    throw locationError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  const bounds: readonly unknown[] = boundaries;
  if (bounds.some((bound, i) => i > 0 && compareValues(bounds[i - 1], bound) >= 0)) {
    throw locationError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order");
  }
  if (!isExpression(groupBy))
    throw locationError(
      40202,
      "The $bucket 'groupBy' field must be a $-prefixed path or an expression in an object",
    );
  if (bounds.some((bound) => rankOf(bound) !== rankOf(bounds[0])))
    throw locationError(40193, "All values in the 'boundaries' option to $bucket must have the same type");
  if (
    'default' in spec &&
    compareValues(fallback, bounds[0]) >= 0 &&
    compareValues(fallback, bounds.at(-1)) < 0
  ) {
    throw locationError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or not less than the highest",
    );
  }
  if (!isDocument(output)) throw locationError(40196, "The $bucket 'output' field must be an object");
  const scope = expressionScope(compiler);
  const fields = compileFields(output, scope);
  const key = scope.compile(groupBy);
  return (input) => {
    const grouping = new Grouping(fields);
    for (const document of input) {
      const environment = scope.at(document);
      const value = key(environment);
      const at = bounds.findLastIndex((bound) => compareValues(value, bound) >= 0);
      const inside = at >= 0 && at < bounds.length - 1;
      if (!inside && !('default' in spec)) {
        throw locationError(
          40066,
          '$switch could not find a matching branch for an input, and no default was specified.',
        );
      }
      grouping.add(inside ? bounds[at] : fallback, environment);
    }
    return grouping.results().sort((a, b) => compareValues(a._id, b._id));
  };
};

const bucketAuto: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(40240, 'The argument to $bucketAuto must be an object');
  const { groupBy, buckets, granularity, output = { count: { $sum: 1 } } } = spec;
  if (granularity !== undefined) throw locationError(40257, "$bucketAuto's 'granularity' is not supported");
  const wanted = isNumeric(buckets) ? toInteger(buckets) : undefined;
  if (wanted === undefined)
    throw locationError(
      40241,
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(buckets)}`,
    );
  if (wanted <= 0) throw locationError(40243, `The $bucketAuto 'buckets' field must be greater than 0`);
  if (!isDocument(output)) throw locationError(40244, "The $bucketAuto 'output' field must be an object");
  const scope = expressionScope(compiler);
  const fields = compileFields(output, scope);
  const key = scope.compile(groupBy);
  return (input) => {
    const entries = Array.from(input, (document) => {
      const environment = scope.at(document);
      return { value: key(environment) ?? null, environment };
    }).sort((a, b) => compareValues(a.value, b.value));
    return fillBuckets(entries, wanted, fields);
  };
};

function fillBuckets(
  entries: readonly { value: unknown; environment: Environment }[],
  wanted: number,
  fields: readonly (readonly [string, GroupAccumulator])[],
): Document[] {
  const size = Math.max(1, Math.round(entries.length / wanted));
  const results: Document[] = [];
  for (let from = 0; from < entries.length;) {
    let to = results.length === wanted - 1 ? entries.length : Math.min(entries.length, from + size);
    while (to < entries.length && compareValues(entries[to]?.value, entries[to - 1]?.value) === 0) to += 1;
    const grouping = new Grouping(fields);
    const id = { min: entries[from]?.value, max: entries[to === entries.length ? to - 1 : to]?.value };
    for (const { environment } of entries.slice(from, to)) grouping.add(id, environment);
    results.push(...grouping.results());
    from = to;
  }
  return results;
}

/** Stages that gather documents in groups. */
export const groupStages: Readonly<Record<string, StageFactory>> = {
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
