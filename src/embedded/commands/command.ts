import type { Engine } from '../engine.js';
import type { Document } from '../query/documents.js';
import type { Unit } from '../records/unit.js';
import type { Session } from '../sessions/session.js';
import type { Request } from '../wire/message.js';
import type { ReplyDocument } from '../wire/reply-document.js';

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

/** What a command answers. */
export type Answer = Document | ReplyDocument;

export interface Command {
  /** Arguments besides those that every command has. */
  readonly fields: readonly string[];
  /** May be part of a multi-document transaction. */
  readonly inTransaction?: boolean;
  /** Runs on the database `admin` only. */
  readonly adminOnly?: boolean;
  /** Answers a document without `ok`, or a reply that is whole. */
  readonly run: (call: Call) => Answer | Promise<Answer>;
}
