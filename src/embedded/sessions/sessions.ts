import { Binary } from 'bson';
import { badValue, CommandError, invalidOptions } from '../query/errors.js';
import { isDocument } from '../commands/arguments.js';
import { SESSIONS } from '../storage/layer.js';
import type { Storage } from '../storage/storage.js';
import type { Unit } from '../records/unit.js';
import type { Conflicts } from './conflicts.js';
import { decodeLastWrite, keepLastWrite, Session, stageLastWrite } from './session.js';
import { Transaction } from './transaction.js';
import { noSuchTransactionError, transactionCommitted, transactionTooOld } from './transaction-errors.js';

export const SESSION_TIMEOUT_MINUTES = 30;
const SESSION_TIMEOUT_MS = SESSION_TIMEOUT_MINUTES * 60_000;
const TRANSACTION_LIFETIME_MS = 60_000;
const UUID_BYTES = 16;

/** The sessions that are in use, and the life of their transactions. */
export class Sessions {
  readonly #storage: Storage;
  readonly #conflicts: Conflicts;
  readonly #sessions = new Map<string, Session>();

  constructor(storage: Storage, conflicts: Conflicts) {
    this.#storage = storage;
    this.#conflicts = conflicts;
  }

  /** The session of a command's `lsid`; undefined without one. */
  get(lsid: unknown, now: number): Session | undefined {
    if (lsid === undefined) return undefined;
    const key = sessionKey(lsid);
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = new Session(key, this.#storage.reader, now);
      this.#sessions.set(key, session);
    }
    session.lastUsed = now;
    return session;
  }

  /** Starts transaction `number`; one that is open on the session is aborted. */
  begin(session: Session, number: bigint, now: number): Transaction {
    if (number < session.lastNumber) throw transactionTooOld(number, session.lastNumber);
    if (number === session.lastNumber) {
      const message = `Only servers in a sharded cluster can start a new transaction at the active transaction number`;
      throw new CommandError(117, 'ConflictingOperationInProgress', message);
    }
    this.abort(session);
    session.lastNumber = number;
    this.#conflicts.begin();
    const snapshot = this.#storage.snapshot();
    const lifetime = now + TRANSACTION_LIFETIME_MS;
    session.transaction = new Transaction(number, snapshot, this.#conflicts.lastCommit, lifetime);
    return session.transaction;
  }

  /** The open transaction that a command goes on with. */
  continue(session: Session, number: bigint): Transaction {
    const { transaction } = session;
    if (number < session.lastNumber) throw transactionTooOld(number, session.lastNumber);
    if (transaction?.number === number) return transaction;
    if (this.#isCommitted(session, number)) throw transactionCommitted(number);
    throw noSuchTransactionError(number, 'does not match any in-progress transactions, or has been aborted.');
  }

  /** Commits; asked again, says so again. Resolves when it is flushed. Throws 251 NoSuchTransaction. */
  async commit(
    session: Session,
    number: bigint,
    now: number,
    commit: (writes: Transaction) => Promise<void>,
  ): Promise<void> {
    if (this.#isCommitted(session, number)) return this.#storage.flushed();
    const transaction = this.continue(session, number);
    const last = { number, command: undefined, reply: undefined, committed: true };
    if (!transaction.writes.empty) {
      stageLastWrite(
        { write: (space, key, value) => transaction.writes.set(space, key, value) },
        session,
        last,
        now,
      );
    }
    this.#end(session, transaction);
    const forget = keepLastWrite(session, last);
    try {
      if (!transaction.writes.empty) await commit(transaction);
    } catch (error) {
      // Asked again, it must not say that it is committed.
      forget();
      throw error;
    }
  }

  /** Aborts transaction `number`. Throws 251 if it is not open, 256 if it is committed. */
  abortNumber(session: Session, number: bigint): void {
    this.continue(session, number);
    this.abort(session);
  }

  /** Aborts what is open, if anything is. */
  abort(session: Session): void {
    if (session.transaction !== undefined) this.#end(session, session.transaction);
  }

  abortAll(): void {
    for (const session of this.#sessions.values()) this.abort(session);
  }

  /** Ends sessions: their transactions abort, their records go. Answers those that were in use. */
  endSessions(unit: Unit, lsids: readonly unknown[]): Session[] {
    const ended: Session[] = [];
    for (const lsid of lsids) {
      const key = sessionKey(lsid);
      const session = this.#sessions.get(key);
      if (session !== undefined) {
        this.abort(session);
        ended.push(session);
      }
      this.#sessions.delete(key);
      if (unit.reader.get(SESSIONS, key) !== undefined) unit.write(SESSIONS, key, null);
    }
    return ended;
  }

  /** Aborts transactions past their lifetime and forgets sessions that were not used for 30 minutes: answers those. */
  expire(now: number): Session[] {
    const expired: Session[] = [];
    for (const [key, session] of this.#sessions) {
      if (session.transaction !== undefined && session.transaction.expiresAt <= now) this.abort(session);
      if (session.lastUsed + SESSION_TIMEOUT_MS > now) continue;
      this.abort(session);
      this.#sessions.delete(key);
      expired.push(session);
    }
    return expired;
  }

  /** Removes the records of sessions that nobody used for 30 minutes. */
  removeIdle(unit: Unit, now: number): void {
    for (const { key, value } of unit.reader.range(
      SESSIONS,
      { lower: '', upper: '\xff\xff' },
      false,
      Infinity,
    )) {
      const session = this.#sessions.get(key);
      const idle = session === undefined && decodeLastWrite(value).at.getTime() + SESSION_TIMEOUT_MS <= now;
      if (idle) unit.write(SESSIONS, key, null);
    }
  }

  /** After a failed flush: what sessions remember may be gone. */
  forget(): void {
    this.abortAll();
    this.#sessions.clear();
  }

  inUse(): Iterable<Session> {
    return this.#sessions.values();
  }

  get open(): number {
    return this.#sessions.size;
  }

  #isCommitted({ lastWrite }: Session, number: bigint): boolean {
    return lastWrite?.number === number && lastWrite.committed;
  }

  #end(session: Session, transaction: Transaction): void {
    session.transaction = undefined;
    transaction.snapshot.release();
    this.#conflicts.end(transaction, transaction.locks, transaction.collections);
    transaction.markEnded();
  }
}

function sessionKey(lsid: unknown): string {
  if (!isDocument(lsid) || !(lsid.id instanceof Binary) || lsid.id.sub_type !== Binary.SUBTYPE_UUID) {
    throw badValue("BSON field 'lsid.id' must be a UUID");
  }
  const { buffer, byteOffset } = lsid.id.buffer;
  return Buffer.from(buffer, byteOffset, UUID_BYTES).toString('latin1');
}

/** The number that a command carries for its session. */
export function transactionNumber(value: unknown): bigint {
  if (typeof value !== 'bigint' || value < 0n)
    throw invalidOptions('Transaction numbers must be non-negative longs');
  return value;
}
