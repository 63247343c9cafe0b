import type { Engine } from '../engine.js';
import type { Document } from '../query/documents.js';
import type { Unit } from '../records/unit.js';
import type { Session } from '../sessions/session.js';
import type { Request } from '../wire/message.js';

/** One command as it runs. It runs without a break: no other command reads or writes in between. */
export interface Call {
  readonly engine: Engine;
  readonly name: string;
  readonly db: string;
  readonly args: Document;
  readonly request: Request;
  readonly unit: Unit;
  readonly session: Session | undefined;
  /** Milliseconds since the epoch; 0 for none. */
  readonly deadline: number;
}

export interface Command {
  /** Arguments besides those that every command has. */
  readonly fields: readonly string[];
  /** May be part of a multi-document transaction. */
  readonly inTransaction?: boolean;
  /** Runs on the database `admin` only. */
  readonly adminOnly?: boolean;
  /** Answers a document without `ok`, or whole BSON. */
  readonly run: (call: Call) => Document | Buffer | Promise<Document | Buffer>;
}
