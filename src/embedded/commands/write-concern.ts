import type { Document } from '../query/documents.js';
import { isDocument, numberOf } from './arguments.js';

/** What a replica set of one cannot promise of a write that it has done: `{writeConcernError}`, or nothing. */
export function writeConcernError(concern: unknown): Document {
  if (!isDocument(concern)) return {};
  const { w } = concern;
  if (typeof w === 'string' && w !== 'majority') {
    const errmsg = `No write concern mode named '${w}' found in replica set configuration`;
    return { writeConcernError: { code: 79, codeName: 'UnknownReplWriteConcern', errmsg } };
  }
  if ((numberOf(w) ?? 0) <= 1) return {};
  const errmsg = 'Not enough data-bearing nodes';
  return { writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg } };
}
