import { type Document, encode } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { identical } from '../query/identical.js';
import type { CompiledPipeline } from '../query/pipeline.js';
import { decodeChange, peekChange, type StoredChange } from './entry.js';
import type { Oplog } from './oplog.js';
import { type Position, timeOf, timestampOf } from './position.js';
import { type ResumePoint, resumeToken } from './resume-token.js';
import { invalidates, isInScope, mayBeInScope, type Scope } from './scope.js';

/** Entries read in one turn, so that nobody waits long for a stream that passes over most of them. */
const TURN = 200;
const BATCH_BYTES = 16 * 1024 * 1024;

export interface ChangeStreamOptions {
  readonly scope: Scope;
  readonly start: ResumePoint;
  readonly pipeline: CompiledPipeline;
  /** The current document for an update: what `fullDocument: 'updateLookup'` asks for. */
  readonly lookup: ((change: StoredChange) => Document | null) | undefined;
}

export interface ChangeBatch {
  readonly documents: readonly Buffer[];
  /** The place after everything that was looked at. */
  readonly token: Document;
  /** There may be more at once. */
  readonly behind: boolean;
}

interface Invalidation {
  readonly position: Position;
  readonly change: StoredChange;
}

/** One open change stream: its place in the history, and what it tells of what follows. */
export class ChangeStream {
  readonly #oplog: Oplog;
  readonly #options: ChangeStreamOptions;
  #at: ResumePoint;
  /** An event that was told last and is followed by `invalidate`. */
  #invalidation: Invalidation | undefined;
  /** Has told its invalidation. */
  ended = false;
  /** A getMore waits on it. */
  busy = false;
  killed = false;

  constructor(oplog: Oplog, options: ChangeStreamOptions) {
    this.#oplog = oplog;
    this.#options = options;
    this.#at = options.start;
    const told = options.start.kind === 'event' ? oplog.at(options.start.position) : undefined;
    if (told === undefined) return;
    const change = decodeChange(told);
    if (isInScope(options.scope, change) && invalidates(options.scope, change))
      this.#invalidation = { position: options.start.position, change };
  }

  /** Events that are there now, at most `limit`. Throws 286 where the history does not reach back, 280 for a lost `_id`. */
  read(limit: number): ChangeBatch {
    checkHistory(this.#oplog, this.#at);
    const documents: Buffer[] = [];
    let bytes = 0;
    const tell = (event: Document): boolean => {
      for (const told of this.#run(event)) {
        documents.push(told);
        bytes += told.length;
      }
      return documents.length < limit && bytes < BATCH_BYTES / 2;
    };
    const entries = this.#oplog.read(this.#at.position, TURN);
    let behind = entries.length === TURN;
    if (this.#invalidation === undefined) {
      for (const { key, value } of entries) {
        this.#at = { ...this.#at, kind: 'event', position: key };
        // Most of what a stream passes over is not decoded.
        if (!mayBeInScope(this.#options.scope, peekChange(value))) continue;
        const change = decodeChange(value);
        if (!isInScope(this.#options.scope, change)) continue;
        const room = tell(this.#event(change));
        if (invalidates(this.#options.scope, change)) {
          this.#invalidation = { position: key, change };
          break;
        }
        if (room) continue;
        behind = true;
        break;
      }
    }
    if (this.#invalidation !== undefined) {
      if (documents.length < limit) this.#invalidate(this.#invalidation, tell);
    } else if (!behind) {
      this.#at = { ...this.#at, kind: 'place', position: later(this.#at.position, this.#oplog.stable) };
    }
    return { documents, token: resumeToken(this.#at), behind };
  }

  kill(): void {
    this.killed = true;
    this.#oplog.wake();
  }

  #invalidate({ position, change }: Invalidation, tell: (event: Document) => boolean): void {
    this.#at = { ...this.#at, kind: 'invalidate', position };
    this.ended = true;
    tell({
      _id: resumeToken(this.#at),
      operationType: 'invalidate',
      clusterTime: timestampOf(timeOf(position)),
      wallTime: change.wallTime,
    });
  }

  #event(change: StoredChange): Document {
    const { operationType, wallTime, fullDocument, ...others } = change;
    const { lookup } = this.#options;
    const document =
      operationType === 'update' && lookup !== undefined
        ? { fullDocument: lookup(change) }
        : fullDocument === undefined
          ? {}
          : { fullDocument };
    return {
      _id: resumeToken(this.#at),
      operationType,
      clusterTime: timestampOf(timeOf(this.#at.position)),
      wallTime,
      ...document,
      ...others,
    };
  }

  #run(event: Document): Buffer[] {
    const told: Buffer[] = [];
    for (const result of this.#options.pipeline.run([event], { resolve: () => [] })) {
      if (!identical(result._id, event._id)) throw idWasChanged();
      told.push(encode(result));
    }
    return told;
  }
}

/** Throws 286 ChangeStreamHistoryLost unless everything after the point is recorded. */
export function checkHistory({ id, since, stable }: Oplog, { position, history }: ResumePoint): void {
  if (id?.equals(history) !== true) {
    throw historyLost('it is of a history that this store does not have');
  }
  if (position < since) throw historyLost('the changes that follow it are no longer kept');
  if (position > stable) throw historyLost('it is later than everything in this store');
}

export function historyLost(why: string): CommandError {
  return new CommandError(
    286,
    'ChangeStreamHistoryLost',
    `Resume of change stream was not possible, as the resume point may no longer be in the oplog: ${why}`,
    { errorLabels: ['NonResumableChangeStreamError'] },
  );
}

function idWasChanged(): CommandError {
  return new CommandError(
    280,
    'ChangeStreamFatalError',
    'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.',
    { errorLabels: ['NonResumableChangeStreamError'] },
  );
}

function later(a: Position, b: Position): Position {
  return a > b ? a : b;
}
