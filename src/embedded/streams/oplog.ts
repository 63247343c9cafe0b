import { Binary } from 'bson';
import { randomBytes } from 'node:crypto';
import { decodePlain, encode } from '../query/documents.js';
import { keyBytes, keyOf } from '../storage/keys.js';
import { Layer, OPLOG } from '../storage/layer.js';
import type { Entry, Reader } from '../storage/reader.js';
import type { Storage } from '../storage/storage.js';
import { type Change, type ChangeTransaction } from './change.js';
import { ClusterClock } from './cluster-clock.js';
import { encodeChange } from './entry.js';
import { type Position, positionAfter, positionBefore, positionOf, type Time, timeOf } from './position.js';
import { RecentCommits } from './recent-commits.js';

/** Whether changes are recorded, and from where. */
interface Recording {
  /** Names this history: a position of another says nothing here. */
  readonly id: Buffer;
  /** Every change after this is here. */
  readonly since: Position;
  /** Milliseconds since the epoch; when a stream was last open. */
  readonly usedAt: number;
}

/** Below every position, whose first byte is that of a time. */
const STATE_KEY = '!';
const FIRST = '"';
const END = '\xff'.repeat(16);
/** Before an entry's BSON: the bytes of all entries before it, as a double. */
const OFFSET_BYTES = 8;

/** Recording ends when no stream was open for a day. */
const UNUSED_MS = 24 * 60 * 60_000;
const NOTE_USE_MS = 60 * 60_000;

/**
 * The history of changes that change streams read, as far back as its size allows, written in the same commit as what
 * changed. It is recorded only once a change stream has been opened, and until none has been open for a day; the newest
 * commits before that are kept in memory, so that a first stream may start a moment ago.
 */
export class Oplog {
  readonly #reader: Reader;
  readonly clock: ClusterClock;
  #recording: Recording | undefined;
  readonly #recent = new RecentCommits();
  /** Everything up to here is flushed. */
  #stable: Position;
  /** Bytes of all entries that were ever written, and of those that are gone. */
  #written = 0;
  #gone = 0;
  readonly #waiting = new Set<() => void>();

  constructor(reader: Reader) {
    this.#reader = reader;
    const last = reader.range(OPLOG, { lower: FIRST, upper: END }, true, 1)[0];
    this.clock = new ClusterClock(last === undefined ? 0n : timeOf(last.key));
    this.#stable = positionAfter(this.clock.last);
    this.load();
  }

  /** Reads what is stored, also after a commit that failed. */
  load(): void {
    const state = this.#reader.get(OPLOG, STATE_KEY);
    this.#recording = state === undefined ? undefined : decodeState(state);
    this.#recent.restart(this.clock.last);
    const [first] = this.#reader.range(OPLOG, { lower: FIRST, upper: END }, false, 1);
    const [last] = this.#reader.range(OPLOG, { lower: FIRST, upper: END }, true, 1);
    this.#gone = first === undefined ? 0 : first.value.readDoubleBE(0);
    this.#written = last === undefined ? 0 : last.value.readDoubleBE(0) + last.value.length;
  }

  get recording(): boolean {
    return this.#recording !== undefined;
  }

  /** Bytes of the entries that are kept. */
  get bytes(): number {
    return this.#written - this.#gone;
  }

  /** Everything up to here is flushed. */
  get stable(): Position {
    return this.#stable;
  }

  /** Every change after this is recorded, or remembered to be recorded once a stream is opened. */
  get since(): Position {
    return this.#recording?.since ?? positionAfter(this.#recent.since);
  }

  /** Of the history; undefined while nothing is recorded. */
  get id(): Buffer | undefined {
    return this.#recording?.id;
  }

  /**
   * Adds to `writes` the entries of a commit that happens now. Answers its time; `flushed` must hear of it once it is
   * flushed.
   */
  commit(writes: Layer, changes: readonly Change[], transaction?: ChangeTransaction): Time {
    const time = this.clock.tick();
    if (changes.length === 0) return time;
    if (this.#recording === undefined) this.#recent.add({ time, changes, transaction });
    else this.#append(writes, time, changes, transaction);
    return time;
  }

  /** A commit is flushed: streams may tell it. */
  flushed(time: Time): void {
    const position = positionAfter(time);
    if (position <= this.#stable) return;
    this.#stable = position;
    this.wake();
  }

  /**
   * Begins to record, with the newest commits that are remembered, if nothing is recorded yet. Answers the history's id.
   * What follows in the command must not fail.
   */
  record(writes: Layer, now: number): Buffer {
    if (this.#recording !== undefined) return this.#recording.id;
    const id = randomBytes(4);
    this.#recording = { id, since: this.since, usedAt: now };
    writes.set(OPLOG, STATE_KEY, encodeState(this.#recording));
    for (const { time, changes, transaction } of this.#recent.take())
      this.#append(writes, time, changes, transaction);
    return id;
  }

  /** Notes that streams are open, or ends recording when none has been for a day. */
  noteUse(writes: Layer, open: boolean, now: number): void {
    const recording = this.#recording;
    if (recording === undefined) return;
    if (open && now - recording.usedAt > NOTE_USE_MS) {
      this.#recording = { ...recording, usedAt: now };
      writes.set(OPLOG, STATE_KEY, encodeState(this.#recording));
    } else if (!open && now - recording.usedAt > UNUSED_MS) {
      this.#recording = undefined;
      this.#recent.restart(this.clock.last);
      writes.set(OPLOG, STATE_KEY, null);
    }
  }

  /** Removes up to `count` of the oldest entries, those beyond `maximum` bytes or that nobody can read. False: no more. */
  trim(writes: Layer, maximum: number, count: number): boolean {
    const recording = this.#recording;
    if (recording === undefined && this.bytes === 0) return false;
    if (this.bytes <= maximum && recording !== undefined) return false;
    const entries = this.#reader.range(OPLOG, { lower: FIRST, upper: END }, false, count);
    let removed: Position | undefined;
    for (const { key, value } of entries) {
      if (recording !== undefined && this.bytes <= maximum && key > recording.since) break;
      writes.set(OPLOG, key, null);
      this.#gone += value.length;
      removed = key;
    }
    if (entries.length < count && removed === entries.at(-1)?.key) this.#gone = this.#written;
    if (recording !== undefined && removed !== undefined && removed > recording.since) {
      this.#recording = { ...recording, since: removed };
      writes.set(OPLOG, STATE_KEY, encodeState(this.#recording));
    }
    return removed !== undefined;
  }

  /** Flushed entries after a position, their BSON as values. */
  read(after: Position, limit: number): Entry[] {
    const range = { lower: `${after}\0`, upper: `${this.#stable}\0` };
    return this.#reader
      .range(OPLOG, range, false, limit)
      .map(({ key, value }) => ({ key, value: value.subarray(OFFSET_BYTES) }));
  }

  /** The entry at a position, its BSON. */
  at(position: Position): Buffer | undefined {
    return this.#reader.get(OPLOG, position)?.subarray(OFFSET_BYTES);
  }

  /** Whether every change at or after a time can be read. */
  reaches(time: Time): boolean {
    return this.since <= positionBefore(time);
  }

  /** Calls `wake` once, when something more is flushed. */
  onNext(wake: () => void): void {
    this.#waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.#waiting.delete(wake);
  }

  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #append(
    writes: Layer,
    time: Time,
    changes: readonly Change[],
    transaction: ChangeTransaction | undefined,
  ): void {
    const wallTime = new Date();
    changes.forEach((change, i) => {
      const bson = encodeChange(change, wallTime, transaction);
      const value = Buffer.allocUnsafe(OFFSET_BYTES + bson.length);
      value.writeDoubleBE(this.#written, 0);
      bson.copy(value, OFFSET_BYTES);
      writes.set(OPLOG, positionOf(time, i), value);
      this.#written += value.length;
    });
  }
}

function encodeState({ id, since, usedAt }: Recording): Buffer {
  return encode({ id: new Binary(id), since: new Binary(keyBytes(since)), usedAt: new Date(usedAt) });
}

function decodeState(bytes: Buffer): Recording {
  const { id, since, usedAt } = decodePlain(bytes);
  return {
    id: Buffer.from((id as Binary).buffer),
    since: keyOf(Buffer.from((since as Binary).buffer)),
    usedAt: (usedAt as Date).getTime(),
  };
}

/** Ends the history of a store that goes on from an earlier state: streams must not resume in what is now another one. */
export function forgetChanges(storage: Storage): Promise<void> {
  const writes = new Layer();
  writes.set(OPLOG, STATE_KEY, null);
  return storage.commit(writes);
}
