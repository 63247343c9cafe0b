import type { Document } from './documents.js';
import { isDocument, toInteger, typeName } from './values.js';

/** The part of a pipeline that indexes can serve, and what is left to run over the documents found. */
export interface LeadingMatch {
  readonly filter: Document;
  readonly sort: Document | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
  readonly rest: readonly Document[];
  /**
   * Set if `rest` only counts, as countDocuments sends it: with n documents (after skip and limit) the answer is
   * `{_id: id, [field]: n}`, and no document for n = 0.
   */
  readonly count: { readonly id: unknown; readonly field: string } | undefined;
}

/**
 * Splits $match, $sort, $skip, $limit off the front, in the order in which a find applies them. Malformed stages are
 * left in `rest`, for `compilePipeline` to refuse.
 */
export function leadingMatch(stages: readonly Document[]): LeadingMatch {
  const filters: Document[] = [];
  let sort: Document | undefined;
  let skip: number | undefined;
  let limit: number | undefined;
  let taken = 0;
  for (const stage of stages) {
    const [name, another] = Object.keys(stage);
    if (another !== undefined) break;
    const spec = stage[name ?? ''];
    const cut = skip !== undefined || limit !== undefined;
    if (name === '$match' && isDocument(spec) && !cut) filters.push(spec);
    else if (name === '$sort' && isSort(spec) && !cut && sort === undefined) sort = spec;
    else if (name === '$skip' && isCount(spec, 0) && !cut) skip = toInteger(spec);
    else if (name === '$limit' && isCount(spec, 1) && limit === undefined) limit = toInteger(spec);
    else break;
    taken += 1;
  }
  const rest = stages.slice(taken);
  return { filter: joined(filters), sort, skip: skip ?? 0, limit, rest, count: countOnly(rest) };
}

function isSort(spec: unknown): spec is Document {
  return isDocument(spec) && Object.keys(spec).length > 0;
}

function isCount(spec: unknown, least: number): boolean {
  const count = toInteger(spec);
  return count !== undefined && count >= least;
}

function joined(filters: readonly Document[]): Document {
  const said = filters.filter((filter) => Object.keys(filter).length > 0);
  const [first = {}] = said;
  return said.length < 2 ? first : { $and: said };
}

function countOnly(stages: readonly Document[]): LeadingMatch['count'] {
  const group = stages[0]?.$group;
  if (stages.length !== 1 || !isDocument(group)) return undefined;
  const { _id: id, ...fields } = group;
  const [[field, spec] = [], ...others] = Object.entries(fields);
  if (field === undefined || others.length > 0 || !isConstant(id) || !isDocument(spec)) return undefined;
  const one = Object.keys(spec).length === 1 && typeName(spec.$sum) === 'int' && toInteger(spec.$sum) === 1;
  return one ? { id, field } : undefined;
}

function isConstant(id: unknown): boolean {
  return id === null || ['int', 'long', 'double', 'bool'].includes(typeName(id));
}
