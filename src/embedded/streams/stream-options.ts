import { Timestamp } from 'bson';
import type { Document } from '../query/documents.js';
import {
  badValue,
  CommandError,
  commandNotSupported,
  invalidOptions,
  typeMismatch,
} from '../query/errors.js';
import { isDocument, typeName } from '../query/values.js';
import { checkHistory, historyLost } from './change-stream.js';
import type { Oplog } from './oplog.js';
import { positionBefore } from './position.js';
import { invalidResumeToken, parseResumeToken, type ResumePoint } from './resume-token.js';
import type { Scope } from './scope.js';

/** What the stage `$changeStream` says. */
export interface StreamOptions {
  readonly scope: Scope;
  readonly updateLookup: boolean;
  readonly resumeAfter: ResumePoint | undefined;
  readonly startAfter: ResumePoint | undefined;
  readonly startAtOperationTime: Timestamp | undefined;
}

const KNOWN = [
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'allChangesForCluster',
  'showExpandedEvents',
];

/** Stages that may follow. https://www.mongodb.com/docs/manual/changeStreams/#modify-change-stream-output */
const ALLOWED_STAGES = new Set([
  '$addFields',
  '$match',
  '$project',
  '$redact',
  '$replaceRoot',
  '$replaceWith',
  '$set',
  '$unset',
]);

/** Reads the stage; `coll` is undefined for a stream on the database. Throws for what MongoDB or this store refuses. */
export function parseStreamOptions(spec: unknown, db: string, coll: string | undefined): StreamOptions {
  if (!isDocument(spec)) {
    throw new CommandError(
      6188500,
      'Location6188500',
      `$changeStream must take a nested object but found: ${typeName(spec)}`,
    );
  }
  const unknown = Object.keys(spec).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new CommandError(
      40415,
      'Location40415',
      `BSON field '$changeStream.${unknown}' is an unknown field.`,
    );
  }
  refuseImages(spec);
  const { resumeAfter, startAfter, startAtOperationTime, allChangesForCluster } = spec;
  if ([resumeAfter, startAfter, startAtOperationTime].filter((start) => start !== undefined).length > 1) {
    throw new CommandError(
      40674,
      'Location40674',
      "Only one type of resume option is allowed, but multiple were found: 'resumeAfter', 'startAfter', 'startAtOperationTime'",
    );
  }
  if (startAtOperationTime !== undefined && !(startAtOperationTime instanceof Timestamp)) {
    throw typeMismatch("BSON field '$changeStream.startAtOperationTime' must be a timestamp");
  }
  return {
    scope: scopeOf(db, coll, allChangesForCluster === true),
    updateLookup: spec.fullDocument === 'updateLookup',
    resumeAfter: resumeAfter === undefined ? undefined : parseResumeToken(resumeAfter),
    startAfter: startAfter === undefined ? undefined : parseResumeToken(startAfter),
    startAtOperationTime,
  };
}

function refuseImages({ fullDocument, fullDocumentBeforeChange, showExpandedEvents }: Document): void {
  const images = ['whenAvailable', 'required'];
  if (images.includes(fullDocument as string) || images.includes(fullDocumentBeforeChange as string)) {
    throw commandNotSupported('pre- and post-images are not supported by this store');
  }
  if (showExpandedEvents === true)
    throw commandNotSupported('showExpandedEvents is not supported by this store');
  const unknown =
    (fullDocument !== undefined && !['default', 'updateLookup'].includes(fullDocument as string)) ||
    (fullDocumentBeforeChange !== undefined && fullDocumentBeforeChange !== 'off');
  if (unknown) {
    throw badValue(
      `Enumeration value for field '$changeStream.fullDocument' or '$changeStream.fullDocumentBeforeChange' is not a valid value`,
    );
  }
}

function scopeOf(db: string, coll: string | undefined, cluster: boolean): Scope {
  if (cluster) {
    if (db === 'admin' && coll === undefined) return { kind: 'cluster' };
    throw invalidOptions(
      "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name",
    );
  }
  if (db === 'admin' && coll === undefined) {
    throw new CommandError(
      73,
      'InvalidNamespace',
      "$changeStream may not be opened on the internal admin database without 'allChangesForCluster: true'",
    );
  }
  return coll === undefined ? { kind: 'database', db } : { kind: 'collection', db, coll };
}

/** Throws 20 IllegalOperation for a stage that may not follow `$changeStream`. */
export function checkStreamPipeline(stages: readonly Document[]): void {
  for (const stage of stages) {
    const [name = ''] = Object.keys(stage);
    if (ALLOWED_STAGES.has(name)) continue;
    if (name === '$changeStreamSplitLargeEvent') {
      throw commandNotSupported('$changeStreamSplitLargeEvent is not supported by this store');
    }
    throw new CommandError(20, 'IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
  }
}

/** Where the stream begins. Throws 286 where the history does not reach back, 260 for a token of an invalidation. */
export function startOf(options: StreamOptions, oplog: Oplog): Omit<ResumePoint, 'history'> {
  const { resumeAfter, startAfter, startAtOperationTime } = options;
  if (resumeAfter?.kind === 'invalidate') {
    throw invalidResumeToken('is of an invalidate event: a stream cannot resumeAfter it, only startAfter it');
  }
  const given = resumeAfter ?? startAfter;
  if (given !== undefined) {
    checkHistory(oplog, given);
    return given;
  }
  if (startAtOperationTime === undefined) return { kind: 'place', position: oplog.stable };
  const time = startAtOperationTime.toBigInt();
  if (!oplog.reaches(time)) throw historyLost('the changes since that time are not all kept');
  if (time > oplog.clock.last) throw historyLost('it is later than everything in this store');
  return { kind: 'place', position: positionBefore(time) };
}
