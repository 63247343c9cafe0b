import { namespace } from '../catalog/namespace.js';
import { prepareQuery, type Query } from '../plan/query.js';
import type { Document } from '../query/documents.js';
import { type LeadingMatch, leadingMatch } from '../query/leading-match.js';
import { documentsArgument, hintArgument, letArgument, refuse, refuseCollation } from './arguments.js';
import type { Call } from './command.js';
import { resolveName } from './pipeline-input.js';

/** The query that feeds a pipeline, and the rest of the pipeline. */
export interface Aggregation {
  readonly leading: LeadingMatch;
  readonly query: Query | undefined;
}

/** Plans the part of a pipeline that indexes can serve; by default of the command's own. */
export function prepareAggregation(
  call: Call,
  collectionName: unknown,
  stages: readonly Document[] = documentsArgument(call.args, 'pipeline'),
): Aggregation {
  const { unit, args, db, deadline, name } = call;
  refuseCollation(name, args);
  refuse(name, args, ['exchange', 'needsMerge', 'fromMongos']);
  const { collection, stages: ofView } = resolveName(call, namespace(db, collectionName));
  const leading = leadingMatch([...ofView, ...stages]);
  const { filter, sort, skip, limit } = leading;
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
