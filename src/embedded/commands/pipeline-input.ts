import type { Collection } from '../catalog/collection.js';
import { fullName, namespace, type Namespace } from '../catalog/namespace.js';
import { prepareQuery, type Query, storedDocuments } from '../plan/query.js';
import { decodePlain, type Document } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { leadingMatch } from '../query/leading-match.js';
import { compilePipeline } from '../query/pipeline.js';
import type { Call } from './command.js';

/** Views over views, at most. */
const MAX_VIEW_DEPTH = 20;

/** The collection that a name stands for, and what a view puts before every pipeline. */
export interface ResolvedName {
  readonly namespace: Namespace;
  readonly collection: Collection | undefined;
  readonly stages: readonly Document[];
}

export function isView({ options }: Collection): boolean {
  return options.viewOn !== undefined;
}

/** Follows views to their collection. Throws 26 for none and 167 for too many. */
export function resolveName({ engine, unit }: Pick<Call, 'engine' | 'unit'>, start: Namespace): ResolvedName {
  let name = start;
  let stages: readonly Document[] = [];
  for (let depth = 0; depth <= MAX_VIEW_DEPTH; depth++) {
    const collection = engine.catalog.find(unit, name);
    if (collection === undefined || !isView(collection)) return { namespace: name, collection, stages };
    stages = [...(collection.options.pipeline as readonly Document[]), ...stages];
    name = namespace(name.db, collection.options.viewOn);
  }
  throw new CommandError(
    165,
    'ViewDepthLimitExceeded',
    `View depth too deep or view cycle detected; maximum depth is ${String(MAX_VIEW_DEPTH)}. View: ${fullName(start)}`,
  );
}

/** The documents of a view, after `stages`. */
export function viewDocuments(
  call: Call,
  view: Collection,
  stages: readonly Document[],
  variables: Document | undefined,
): Iterable<Document> {
  const resolved = resolveName(call, view.namespace);
  const { filter, sort, skip, limit, rest } = leadingMatch([...resolved.stages, ...stages]);
  const pipeline = compilePipeline(rest, variables === undefined ? {} : { variables });
  const spec = { filter, sort, skip, limit: limit ?? 0, variables };
  const query =
    resolved.collection === undefined
      ? undefined
      : prepareQuery(call.unit.reader, resolved.collection, spec, call.deadline);
  return pipeline.run(query === undefined ? [] : decoded(query), pipelineContext(call));
}

export function* decoded(query: Query): Generator<Document> {
  for (const { raw } of storedDocuments(query)) yield decodePlain(raw);
}

/** Gives stages the other collections and views of the database. */
export function pipelineContext(call: Call): {
  resolve: (name: string, filter?: Document) => Iterable<Document>;
} {
  return { resolve: (name, filter) => otherCollection(call, name, filter) };
}

function* otherCollection(call: Call, name: string, filter: Document = {}): Generator<Document> {
  const { engine, unit, db, deadline } = call;
  const collection = engine.catalog.find(unit, namespace(db, name));
  if (collection === undefined) return;
  if (isView(collection)) yield* viewDocuments(call, collection, [{ $match: filter }], undefined);
  else yield* decoded(prepareQuery(unit.reader, collection, { filter }, deadline));
}
