import type { Document } from '../query/documents.js';
import { CommandError, locationError, typeMismatch } from '../query/errors.js';

/** The commands of MongoDB's Stable API, version 1. */
const VERSION_1: ReadonlySet<string> = new Set([
  'abortTransaction',
  'aggregate',
  'collMod',
  'commitTransaction',
  'count',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'endSessions',
  'explain',
  'find',
  'findAndModify',
  'findandmodify',
  'getMore',
  'hello',
  'insert',
  'killCursors',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'ping',
  'refreshSessions',
  'update',
]);

/**
 * Checks the Stable API that a client declares. Throws 322 for another version than 1, 323 for a command that is not
 * in it if the client asked for that to be refused.
 */
export function checkApiVersion(
  name: string,
  { apiVersion, apiStrict, apiDeprecationErrors }: Document,
): void {
  if (apiVersion === undefined) {
    if (apiStrict === undefined && apiDeprecationErrors === undefined) return;
    const message = 'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion';
    throw locationError(4886600, message);
  }
  if (typeof apiVersion !== 'string') throw typeMismatch("BSON field 'apiVersion' must be a string");
  if (apiVersion !== '1') throw new CommandError(322, 'APIVersionError', 'API version must be "1"');
  if (apiStrict === true && !VERSION_1.has(name)) {
    const message = `Provided apiStrict:true, but the command ${name} is not in API Version 1`;
    throw new CommandError(323, 'APIStrictError', message);
  }
}
