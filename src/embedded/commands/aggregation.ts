import { namespace } from '../catalog/namespace.js';
import { prepareQuery, type Query } from '../plan/query.js';
import { type LeadingMatch, leadingMatch } from '../query/leading-match.js';
import { documentsArgument, hintArgument, letArgument, refuse, refuseCollation } from './arguments.js';
import type { Call } from './command.js';

/** The query that feeds a pipeline, and the rest of the pipeline. */
export interface Aggregation {
  readonly leading: LeadingMatch;
  readonly query: Query | undefined;
}

/** Plans the part of a pipeline that indexes can serve. */
export function prepareAggregation(call: Call, collectionName: unknown): Aggregation {
  const { engine, unit, args, db, deadline, name } = call;
  refuseCollation(name, args);
  refuse(name, args, ['exchange', 'needsMerge', 'fromMongos']);
  const stages = documentsArgument(args, 'pipeline');
  const leading = leadingMatch(stages);
  const { filter, sort, skip, limit } = leading;
  const collection = engine.catalog.find(unit, namespace(db, collectionName));
  const spec = {
    filter,
    sort,
    skip,
    limit: limit ?? 0,
    hint: hintArgument(args.hint),
    variables: letArgument(args),
  };
  return {
    leading,
    query: collection === undefined ? undefined : prepareQuery(unit.reader, collection, spec, deadline),
  };
}
