import { randomBytes } from 'node:crypto';
import { cursorNotFound } from './query/errors.js';
import { BsonWriter } from './wire/bson-writer.js';
import type { ChangeStream } from './streams/change-stream.js';
import type { Unit } from './records/unit.js';
import type { Session } from './sessions/session.js';

/** MongoDB's limit for a batch, which is that of a document. */
const BATCH_BYTES = 16 * 1024 * 1024;
const DEFAULT_BATCH = 101;
const IDLE_MS = 10 * 60_000;

/** What a cursor draws from: BSON documents, read through what `resume` last gave. */
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
  readonly documents: readonly Buffer[];
  readonly bytes: number;
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

/** Takes up to `size` documents (101 by default for a first batch), and no more than fit into one answer. */
export function nextBatch(
  documents: Iterator<Buffer>,
  pending: Buffer | undefined,
  size: number | undefined,
  first: boolean,
): Batch {
  const limit = size ?? (first ? DEFAULT_BATCH : Infinity);
  const taken: Buffer[] = [];
  let bytes = 0;
  let next = pending;
  while (taken.length < limit) {
    if (next === undefined) {
      const result = documents.next();
      if (result.done === true) return { documents: taken, bytes, pending: undefined, exhausted: true };
      next = result.value;
    }
    if (taken.length > 0 && bytes + next.length > BATCH_BYTES) break;
    taken.push(next);
    bytes += next.length;
    next = undefined;
  }
  return { documents: taken, bytes, pending: next, exhausted: false };
}

/** `{cursor: {firstBatch | nextBatch, id, ns}, ok: 1}` around documents as they are stored. */
export function cursorReply(
  field: 'firstBatch' | 'nextBatch',
  batch: Batch,
  id: bigint,
  namespace: string,
): Buffer {
  const writer = new BsonWriter(batch.bytes + batch.documents.length * 8 + namespace.length + 96);
  writer.startRoot().startDocument('cursor').startArray(field);
  batch.documents.forEach((document, i) => writer.document(String(i), document));
  writer.finish().int64('id', id).string('ns', namespace).finish();
  return writer.double('ok', 1).finish().done();
}
