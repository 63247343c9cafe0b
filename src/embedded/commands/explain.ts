import { fullName, namespace } from '../catalog/namespace.js';
import { describePlan } from '../plan/describe.js';
import { prepareQuery, type Query, type QuerySpec, storedDocuments } from '../plan/query.js';
import type { Document } from '../query/documents.js';
import { badValue, commandNotFound, commandNotSupported } from '../query/errors.js';
import { prepareAggregation } from './aggregation.js';
import {
  documentArgument,
  documentsArgument,
  hintArgument,
  isDocument,
  numberOf,
  requiredDocument,
} from './arguments.js';
import type { Call, Command } from './command.js';
import { countDocuments, countSpec } from './count.js';
import { isView } from './pipeline-input.js';
import { findSpec } from './find.js';
import { VERSION } from './server.js';

const VERBOSITIES = ['queryPlanner', 'executionStats', 'allPlansExecution'];

function explain(call: Call): Document {
  const { args, db } = call;
  const command = args.explain;
  if (!isDocument(command)) throw badValue("BSON field 'explain' must be an object");
  const verbosity = args.verbosity ?? 'allPlansExecution';
  if (typeof verbosity !== 'string' || !VERBOSITIES.includes(verbosity)) {
    throw badValue(`verbosity string must be one of {${VERBOSITIES.join(', ')}}`);
  }
  const name = Object.keys(command)[0] ?? '';
  const inner = { ...call, name, args: command };
  const answer = explained(inner, verbosity !== 'queryPlanner');
  return {
    explainVersion: '1',
    ...answer,
    command: { ...command, $db: db },
    serverInfo: { version: VERSION },
  };
}

/** What `aggregate` with `explain: true` answers. */
export function explainAggregation(call: Call, execute: boolean): Document {
  return { explainVersion: '1', ...aggregationStats(call, execute), serverInfo: { version: VERSION } };
}

function explained(call: Call, execute: boolean): Document {
  const { name, args } = call;
  switch (name) {
    case 'find':
      return queryStats(call, findSpec(call), execute, undefined, run);
    case 'count':
      return queryStats(call, countSpec(call), execute, 'COUNT', countDocuments);
    case 'distinct':
      return queryStats(call, { filter: documentArgument(args, 'query') ?? {} }, execute, undefined, run);
    case 'aggregate':
      return aggregationStats(call, execute);
    case 'update':
      return queryStats(call, statementSpec(args, 'updates'), execute, 'UPDATE', run);
    case 'delete':
      return queryStats(call, statementSpec(args, 'deletes'), execute, 'DELETE', run);
    case 'findAndModify':
    case 'findandmodify':
      return queryStats(
        call,
        findAndModifySpec(args),
        execute,
        args.remove === true ? 'DELETE' : 'UPDATE',
        run,
      );
    default:
      throw commandNotFound(`Explain failed due to unknown command: ${name}`);
  }
}

/** Writes are explained by what finds their documents; nothing is written. */
function statementSpec(args: Document, field: string): QuerySpec {
  const [statement, second] = documentsArgument(args, field);
  if (statement === undefined || second !== undefined)
    throw badValue('explained write batches must be of size 1');
  const single = field === 'updates' ? statement.multi !== true : numberOf(statement.limit) === 1;
  return {
    filter: requiredDocument(field, statement, 'q'),
    hint: hintArgument(statement.hint),
    ...(single ? { limit: 1 } : {}),
  };
}

function findAndModifySpec(args: Document): QuerySpec {
  return {
    filter: documentArgument(args, 'query') ?? {},
    sort: documentArgument(args, 'sort'),
    hint: hintArgument(args.hint),
    limit: 1,
  };
}

function run(query: Query): number {
  let n = 0;
  const stored = storedDocuments(query);
  while (stored.next().done !== true) n++;
  return n;
}

function queryStats(
  call: Call,
  spec: QuerySpec,
  execute: boolean,
  outer: string | undefined,
  runQuery: (query: Query) => number,
): Document {
  const { engine, unit, args, db, name, deadline } = call;
  const ns = namespace(db, args[name]);
  const collection = engine.catalog.find(unit, ns);
  if (collection !== undefined && isView(collection))
    throw commandNotSupported(`explain of ${name} on a view is not supported by this store`);
  const query = collection === undefined ? undefined : prepareQuery(unit.reader, collection, spec, deadline);
  return stats(fullName(ns), spec, query, execute, outer, runQuery);
}

function stats(
  namespaceName: string,
  { filter }: QuerySpec,
  query: Query | undefined,
  execute: boolean,
  outer: string | undefined,
  runQuery: (query: Query) => number,
): Document {
  const found = query === undefined ? { stage: 'EOF' } : describePlan(query);
  const winningPlan = outer === undefined ? found : { stage: outer, inputStage: found };
  const queryPlanner = {
    namespace: namespaceName,
    indexFilterSet: false,
    parsedQuery: filter,
    winningPlan,
    rejectedPlans: [],
  };
  if (!execute) return { queryPlanner };
  const start = performance.now();
  const nReturned = query === undefined ? 0 : runQuery(query);
  const { keys, documents } = query?.execution.examined ?? { keys: 0, documents: 0 };
  return {
    queryPlanner,
    executionStats: {
      executionSuccess: true,
      nReturned: outer === undefined ? nReturned : 0,
      executionTimeMillis: Math.round(performance.now() - start),
      totalKeysExamined: keys,
      totalDocsExamined: documents,
      executionStages: { ...winningPlan, nReturned },
    },
  };
}

function aggregationStats(call: Call, execute: boolean): Document {
  const { args, db } = call;
  const { leading, query } = prepareAggregation(call, args.aggregate);
  const ns = fullName(namespace(db, args.aggregate));
  const cursor = stats(ns, { filter: leading.filter }, query, execute, undefined, run);
  if (leading.rest.length === 0 && leading.count === undefined) return cursor;
  return { stages: [{ $cursor: cursor }, ...leading.rest] };
}

export const explainCommands: Readonly<Record<string, Command>> = {
  explain: { fields: ['verbosity'], run: explain },
};
