import type { Document } from '../documents.js';
import { failedToParse, locationError } from '../errors.js';
import { compileExpression } from '../expression.js';
import { checkVariableName } from '../expressions/compile.js';
import { keyOf, ValueSet } from '../expressions/set-operators.js';
import { compileFilter } from '../filter.js';
import { isRegex } from '../filter-conditions.js';
import { parseFieldPath, valuesAtPath } from '../paths.js';
import { isDocument, toInteger, typeName } from '../values.js';
import type { PipelineContext, StageCompiler, StageFactory } from './stage.js';
import { withField } from './stream-stages.js';

function requireName(stage: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw failedToParse(`${stage} argument '${name}' must be a string, is type ${typeName(value)}`);
}

function onlyKnown(stage: string, spec: Document, known: readonly string[]): void {
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined) throw failedToParse(`unknown argument to ${stage}: ${unknown}`);
}

/** The filter for documents whose field equals one of the values. */
function equalityFilter(field: string, values: readonly unknown[]): Document {
  const [only] = values;
  if (values.length === 1 && !Array.isArray(only)) return { [field]: { $eq: only } };
  // in $in a regular expression would be a pattern
  if (values.some(isRegex)) return { $or: values.map((value) => ({ [field]: { $eq: value } })) };
  return { [field]: { $in: values } };
}

/** What a document is joined by: its values at a path, or null if it has none there. */
function localValues(document: Document, path: readonly string[]): readonly unknown[] {
  const values = valuesAtPath(document, path);
  return values.length === 0 ? [null] : values;
}

const lookup: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw failedToParse('the $lookup stage specification must be an object');
  onlyKnown('$lookup', spec, ['from', 'localField', 'foreignField', 'as', 'let', 'pipeline']);
  const as = parseFieldPath(requireName('$lookup', 'as', spec.as));
  if (spec.from === undefined && spec.pipeline === undefined)
    throw failedToParse("must specify 'pipeline' when 'from' is empty");
  const from = spec.from === undefined ? undefined : requireName('$lookup', 'from', spec.from);
  if (from !== undefined) compiler.reads(from);
  const equality = parseEquality(spec);
  const inner = spec.pipeline === undefined ? undefined : compileInner(spec, compiler);
  if (equality === undefined && inner === undefined) {
    throw failedToParse(
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  return function* (input, context) {
    for (const document of input) {
      const filter =
        equality === undefined
          ? undefined
          : equalityFilter(equality.foreign, localValues(document, equality.local));
      const found = from === undefined ? [] : filtered(context, from, filter);
      yield withField(document, as, inner === undefined ? [...found] : inner(document, found, context));
    }
  };
};

function* filtered(context: PipelineContext, from: string, filter: Document | undefined): Iterable<Document> {
  if (filter === undefined) {
    yield* context.resolve(from);
    return;
  }
  const { test } = compileFilter(filter);
  for (const document of context.resolve(from, filter)) if (test(document)) yield document;
}

function parseEquality(spec: Document): { local: string[]; foreign: string } | undefined {
  const { localField, foreignField } = spec;
  if (localField === undefined && foreignField === undefined) return undefined;
  if (localField === undefined || foreignField === undefined) {
    throw failedToParse(
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified",
    );
  }
  const foreign = requireName('$lookup', 'foreignField', foreignField);
  parseFieldPath(foreign);
  return { local: parseFieldPath(requireName('$lookup', 'localField', localField)), foreign };
}

type Inner = (document: Document, found: Iterable<Document>, context: PipelineContext) => Document[];

function compileInner(spec: Document, compiler: StageCompiler): Inner {
  const { let: variables = {}, pipeline } = spec;
  if (!isDocument(variables))
    throw failedToParse(`$lookup argument 'let: ${typeName(variables)}' must be an object`);
  const values = Object.keys(variables).map(
    (name) => [checkVariableName(name), compileExpression(variables[name], compiler)] as const,
  );
  const scope = Object.create(compiler.variables) as Document;
  for (const [name] of values) scope[name] = null;
  const run = compiler.compilePipeline(pipeline, scope);
  return (document, found, context) => {
    for (const [name, value] of values) scope[name] = value(document);
    // at once: the variables are the next document's afterwards
    return [...run(found, context)];
  };
}

const unionWith: StageFactory = (spec, compiler) => {
  const named = typeof spec === 'string' ? { coll: spec } : spec;
  if (!isDocument(named))
    throw failedToParse('the $unionWith stage specification must be an object or string');
  onlyKnown('$unionWith', named, ['coll', 'pipeline']);
  const collection = named.coll === undefined ? undefined : requireName('$unionWith', 'coll', named.coll);
  if (collection !== undefined) compiler.reads(collection);
  const run = compiler.compilePipeline(named.pipeline ?? [], compiler.variables);
  return function* (input, context) {
    yield* input;
    yield* run(collection === undefined ? [] : context.resolve(collection), context);
  };
};

const graphLookup: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw failedToParse('the $graphLookup stage specification must be an object');
  const known = [
    'from',
    'as',
    'startWith',
    'connectFromField',
    'connectToField',
    'maxDepth',
    'depthField',
    'restrictSearchWithMatch',
  ];
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined) throw locationError(40104, `Unknown argument to $graphLookup: ${unknown}`);
  if (['from', 'as', 'startWith', 'connectFromField', 'connectToField'].some((key) => !(key in spec))) {
    throw locationError(
      40105,
      "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
    );
  }
  const from = requireName('$graphLookup', 'from', spec.from);
  compiler.reads(from);
  const as = parseFieldPath(requireName('$graphLookup', 'as', spec.as));
  const connectFrom = parseFieldPath(requireName('$graphLookup', 'connectFromField', spec.connectFromField));
  const connectTo = requireName('$graphLookup', 'connectToField', spec.connectToField);
  const depthField =
    spec.depthField === undefined
      ? undefined
      : parseFieldPath(requireName('$graphLookup', 'depthField', spec.depthField));
  const maxDepth = spec.maxDepth === undefined ? Infinity : toInteger(spec.maxDepth);
  if (maxDepth === undefined || maxDepth < 0)
    throw locationError(40101, 'maxDepth requires a nonnegative argument');
  const restriction = spec.restrictSearchWithMatch;
  if (restriction !== undefined && !isDocument(restriction)) {
    throw locationError(40185, 'restrictSearchWithMatch must be an object');
  }
  const start = compileExpression(spec.startWith, compiler);
  const allowed = restriction === undefined ? undefined : compileFilter(restriction, compiler);

  const search = (document: Document, context: PipelineContext): Document[] => {
    const found = new Map<string, Document>();
    const looked = new ValueSet();
    let frontier = listOf(start(document));
    for (let depth = 0; frontier.length > 0 && depth <= maxDepth; depth += 1) {
      const fresh = frontier.filter((value) => !looked.has(value));
      for (const value of fresh) looked.add(value);
      if (fresh.length === 0) break;
      const next: unknown[] = [];
      for (const reached of filtered(context, from, equalityFilter(connectTo, fresh))) {
        const key = keyOf(reached._id);
        if (found.has(key) || allowed?.test(reached) === false) continue;
        found.set(key, depthField === undefined ? reached : withField(reached, depthField, BigInt(depth)));
        next.push(...valuesAtPath(reached, connectFrom));
      }
      frontier = next;
    }
    return [...found.values()];
  };
  return function* (input, context) {
    for (const document of input) yield withField(document, as, search(document, context));
  };
};

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? [...(value as unknown[])] : [value];
}

const facetRefused = [
  '$collStats',
  '$facet',
  '$geoNear',
  '$indexStats',
  '$out',
  '$merge',
  '$planCacheStats',
  '$search',
  '$changeStream',
];

const facet: StageFactory = (spec, compiler) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw locationError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = Object.keys(spec).map((name) => {
    const stages = spec[name];
    if (!Array.isArray(stages))
      throw locationError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`);
    const refused = stages
      .filter(isDocument)
      .flatMap((stage) => Object.keys(stage))
      .find((stage) => facetRefused.includes(stage));
    if (refused !== undefined)
      throw locationError(40600, `${refused} is not allowed to be used within a $facet stage`);
    return [name, compiler.compilePipeline(stages, compiler.variables)] as const;
  });
  return (input, context) => {
    const documents = [...input];
    return [Object.fromEntries(facets.map(([name, run]) => [name, [...run(documents, context)]]))];
  };
};

/** Stages that read other collections, or their input several times. */
export const joinStages: Readonly<Record<string, StageFactory>> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $graphLookup: graphLookup,
  $facet: facet,
};
