import { randomBytes } from 'node:crypto';
import { cursorNotFound } from './query/errors.js';
import { BsonWriter } from './wire/bson-writer.js';
import { ReplyDocument, replyPlace } from './wire/reply-document.js';
import type { ChangeStream } from './streams/change-stream.js';
import type { Unit } from './records/unit.js';
import type { Session } from './sessions/session.js';

/** MongoDB's limit for a batch, which is that of a document. */
const BATCH_BYTES = 16 * 1024 * 1024;
const DEFAULT_BATCH = 101;
const IDLE_MS = 10 * 60_000;

/** What a cursor draws from: BSON documents, each valid until the next, read through what `resume` last gave. */
export interface Source {
  readonly documents: Iterator<Buffer>;
  /** Before each further batch. Throws 175 if what it reads is dropped. */
  readonly resume: (unit: Unit, deadline: number) => void;
}

export interface Cursor {
  readonly id: bigint;
  readonly namespace: string;
  readonly source: Source;
  readonly session: Session | undefined;
  readonly transactionNumber: bigint | undefined;
  /** Read already, but too large for the last batch. */
  pending: Buffer | undefined;
  idleUntil: number;
  readonly neverTimesOut: boolean;
  /** Set for a change stream, which has no other source. */
  readonly stream?: ChangeStream;
}

export interface Batch {
  readonly pending: Buffer | undefined;
  readonly exhausted: boolean;
}

/** Open cursors. */
export class Cursors {
  readonly #cursors = new Map<bigint, Cursor>();

  get open(): number {
    return this.#cursors.size;
  }

  add(cursor: Omit<Cursor, 'id' | 'idleUntil'>, now: number): bigint {
    let id = 0n;
    while (id === 0n || this.#cursors.has(id)) id = randomBytes(8).readBigInt64LE() >> 1n;
    if (id < 0n) id = -id;
    this.#cursors.set(id, { ...cursor, id, idleUntil: now + IDLE_MS });
    return id;
  }

  /** Throws 43 CursorNotFound. */
  get(id: bigint, now: number): Cursor {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) throw cursorNotFound(`cursor id ${String(id)} not found`);
    cursor.idleUntil = now + IDLE_MS;
    return cursor;
  }

  /** True if there was such a cursor. */
  kill(id: bigint): boolean {
    this.#cursors.get(id)?.stream?.kill();
    return this.#cursors.delete(id);
  }

  get openStreams(): number {
    let open = 0;
    for (const { stream } of this.#cursors.values()) if (stream !== undefined) open++;
    return open;
  }

  killOfSession(session: Session): void {
    for (const [id, cursor] of this.#cursors) if (cursor.session?.key === session.key) this.kill(id);
  }

  expire(now: number): void {
    for (const [id, cursor] of this.#cursors) {
      if (!cursor.neverTimesOut && cursor.idleUntil <= now) this.kill(id);
    }
  }
}

/** Room for the reply to a query for one document, and for others; more is made where it is needed. */
const SHORT_REPLY_BYTES = 2_048;
const REPLY_BYTES = 16_384;

/** `{cursor: {firstBatch | nextBatch, id, ns}, ok: 1}` around documents as they are stored. */
export class CursorReply {
  readonly #writer: BsonWriter;
  readonly #namespace: string;
  readonly #limit: number;
  #added = 0;

  /** `size`: how many documents are asked for; if that is not said, 101 in a first batch. */
  constructor(field: 'firstBatch' | 'nextBatch', namespace: string, size: number | undefined) {
    this.#namespace = namespace;
    this.#limit = size ?? (field === 'firstBatch' ? DEFAULT_BATCH : Infinity);
    this.#writer = new BsonWriter(replyPlace(this.#limit <= 1 ? SHORT_REPLY_BYTES : REPLY_BYTES));
    this.#writer.startRoot().startDocument('cursor').startArray(field);
  }

  /** Takes `pending` and then documents, as many as are asked for and fit into one answer. */
  take(documents: Iterator<Buffer>, pending?: Buffer): Batch {
    let bytes = 0;
    let next = pending;
    for (let taken = 0; taken < this.#limit; taken++) {
      if (next === undefined) {
        const result = documents.next();
        if (result.done === true) return { pending: undefined, exhausted: true };
        next = result.value;
      }
      // It must outlive this command, and `documents` gives bytes that need not.
      if (taken > 0 && bytes + next.length > BATCH_BYTES)
        return { pending: Buffer.from(next), exhausted: false };
      this.add(next);
      bytes += next.length;
      next = undefined;
    }
    return { pending: next, exhausted: false };
  }

  /** Adds a document, however large the answer becomes. */
  add(document: Buffer): void {
    this.#writer.document(String(this.#added++), document);
  }

  /** The answer with the id of its cursor, 0 for none, and of a change stream where to go on. To be called once. */
  done(id: bigint, postBatchResumeToken?: Buffer): ReplyDocument {
    this.#writer.finish().int64('id', id).string('ns', this.#namespace);
    if (postBatchResumeToken !== undefined)
      this.#writer.document('postBatchResumeToken', postBatchResumeToken);
    return new ReplyDocument(this.#writer.finish().double('ok', 1).finish());
  }
}
