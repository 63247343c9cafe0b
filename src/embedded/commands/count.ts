import { namespace } from '../catalog/namespace.js';
import { accessEntries } from '../plan/execute.js';
import { checkQuery, prepareQuery, type Query, type QuerySpec, storedDocuments } from '../plan/query.js';
import { pathValues } from '../records/index-keys.js';
import type { Document } from '../query/documents.js';
import { encodeValue } from '../query/key-encoding.js';
import { prefixEnd } from '../storage/keys.js';
import { DOCUMENTS } from '../storage/layer.js';
import {
  countArgument,
  documentArgument,
  hintArgument,
  refuseCollation,
  stringArgument,
} from './arguments.js';
import type { Call, Command } from './command.js';
import { decoded, isView, viewDocuments } from './pipeline-input.js';

export function countSpec({ name, args }: Pick<Call, 'name' | 'args'>): QuerySpec {
  refuseCollation(name, args);
  const filter = documentArgument(args, 'query') ?? {};
  const skip = countArgument(args, 'skip');
  // A negative limit counts as a positive one.
  const limit = countArgument(
    typeof args.limit === 'number' ? { limit: Math.abs(args.limit) } : args,
    'limit',
  );
  return { filter, skip, limit, hint: hintArgument(args.hint) };
}

function count(call: Call): Document {
  const { engine, unit, args, db, deadline } = call;
  const spec = countSpec(call);
  const collection = engine.catalog.find(unit, namespace(db, args.count));
  if (collection === undefined) {
    checkQuery(spec);
    return { n: 0 };
  }
  if (isView(collection)) {
    const { filter, skip = 0, limit = 0 } = spec;
    const stages = [
      { $match: filter },
      ...(skip > 0 ? [{ $skip: skip }] : []),
      ...(limit > 0 ? [{ $limit: limit }] : []),
    ];
    return { n: [...viewDocuments(call, collection, stages, undefined)].length };
  }
  return { n: countDocuments(prepareQuery(unit.reader, collection, spec, deadline)) };
}

/** Counts; where the index or the collection proves the filter, without looking at documents. */
export function countDocuments(query: Query): number {
  const { plan, spec, execution } = query;
  const { access, residual } = plan;
  const simple = spec.skip === undefined && (spec.limit === undefined || spec.limit === 0) && !residual;
  if (simple && access.kind === 'collection') {
    const { prefix } = execution.collection;
    return execution.reader.count(DOCUMENTS, { lower: prefix, upper: prefixEnd(prefix) });
  }
  let n = 0;
  if (simple && access.kind === 'index' && (access.order.index?.marks.size ?? 0) === 0) {
    const entries = accessEntries(execution, access);
    while (entries.next() !== undefined) n++;
    return n;
  }
  const stored = storedDocuments(query);
  while (stored.next().done !== true) n++;
  return n;
}

function distinct(call: Call): Document {
  const { engine, unit, args, db, name, deadline } = call;
  refuseCollation(name, args);
  const key = stringArgument(args, 'key');
  const spec = { filter: documentArgument(args, 'query') ?? {}, hint: hintArgument(args.hint) };
  const collection = engine.catalog.find(unit, namespace(db, args.distinct));
  if (collection === undefined) {
    checkQuery(spec);
    return { values: [] };
  }
  const values = new Map<string, unknown>();
  const documents = isView(collection)
    ? viewDocuments(call, collection, [{ $match: spec.filter }], undefined)
    : decoded(prepareQuery(unit.reader, collection, spec, deadline));
  for (const document of documents) {
    for (const value of pathValues(document, key)) {
      const encoded = encodeValue(value).toString('latin1');
      if (!values.has(encoded)) values.set(encoded, value);
    }
  }
  const inOrder = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return { values: inOrder.map(([, value]) => value) };
}

export const countCommands: Readonly<Record<string, Command>> = {
  count: { fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'], run: count },
  distinct: { fields: ['key', 'query', 'hint', 'collation'], inTransaction: true, run: distinct },
};
