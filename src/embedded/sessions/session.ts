import { decodePlain, type Document, encode } from '../query/documents.js';
import type { Key } from '../storage/keys.js';
import { SESSIONS } from '../storage/layer.js';
import type { Reader } from '../storage/reader.js';
import type { Unit } from '../records/unit.js';
import type { Transaction } from './transaction.js';

/** What a session's last numbered command did; kept on disk in the same commit. */
export interface LastWrite {
  readonly number: bigint;
  /** Of a retryable write: the command and its whole answer. */
  readonly command: string | undefined;
  readonly reply: Document | undefined;
  /** That number was a transaction and is committed. */
  readonly committed: boolean;
}

/** A logical session: one client's line of numbered writes and transactions. */
export class Session {
  readonly key: Key;
  /** Milliseconds since the epoch. */
  lastUsed: number;
  lastWrite: LastWrite | undefined;
  /** The transaction that is open. */
  transaction: Transaction | undefined;
  /** The highest number that began, whatever became of it. */
  lastNumber: bigint;

  constructor(key: Key, reader: Reader, now: number) {
    this.key = key;
    this.lastUsed = now;
    const stored = reader.get(SESSIONS, key);
    this.lastWrite = stored === undefined ? undefined : decodeLastWrite(stored);
    this.lastNumber = this.lastWrite?.number ?? -1n;
  }
}

/** Keeps what a numbered command did. Answers what is to be called if its commit fails: then nothing was done. */
export function keepLastWrite(session: Session, last: LastWrite): () => void {
  const before = session.lastWrite;
  session.lastWrite = last;
  return () => {
    if (session.lastWrite === last) session.lastWrite = before;
  };
}

/** Writes the record of a numbered command beside what it wrote. */
export function stageLastWrite(
  unit: Pick<Unit, 'write'>,
  session: Session,
  last: LastWrite,
  now: number,
): void {
  const { number, command, reply, committed } = last;
  const record = {
    number,
    at: new Date(now),
    ...(command === undefined ? {} : { command, reply }),
    committed,
  };
  unit.write(SESSIONS, session.key, encode(record));
}

export function decodeLastWrite(bytes: Buffer): LastWrite & { readonly at: Date } {
  const record = decodePlain(bytes);
  return {
    number: record.number as bigint,
    command: record.command as string | undefined,
    reply: record.reply as Document | undefined,
    committed: record.committed === true,
    at: record.at as Date,
  };
}
