import { type Batch, type Cursor, CursorReply } from '../cursors.js';
import type { Document } from '../query/documents.js';
import { CommandError, typeMismatch, unauthorized } from '../query/errors.js';
import { moreChanges } from '../streams/watch.js';
import { countArgument, numberOf, stringArgument } from './arguments.js';
import type { ReplyDocument } from '../wire/reply-document.js';
import type { Call, Command } from './command.js';

function getMore(call: Call): ReplyDocument | Promise<ReplyDocument> {
  const { engine, unit, args, db, session } = call;
  const id = cursorId(args.getMore);
  // Not checked as a name: cursors of databases are of collections such as $cmd.aggregate.
  const ns = `${db}.${stringArgument(args, 'collection')}`;
  const cursor = engine.cursors.get(id, Date.now());
  if (cursor.namespace !== ns) {
    throw unauthorized(
      `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  if (cursor.session?.key !== session?.key) {
    throw new CommandError(
      50738,
      'Location50738',
      `Cannot run getMore on cursor ${String(id)}, which was created in another session`,
    );
  }
  if (cursor.transactionNumber !== unit.transaction?.number) {
    throw new CommandError(
      50741,
      'Location50741',
      `Cannot run getMore on cursor ${String(id)} outside the transaction that created it`,
    );
  }
  if (cursor.stream !== undefined) return moreChanges(call, cursor.stream, cursor);
  const size = countArgument(args, 'batchSize');
  const reply = new CursorReply('nextBatch', ns, size === 0 ? undefined : size);
  const batch = batchOf(call, cursor, reply);
  cursor.pending = batch.pending;
  if (batch.exhausted) engine.cursors.kill(id);
  return reply.done(batch.exhausted ? 0n : id);
}

/** A cursor that fails ends: what it has read for this batch is lost, so it must not go on as if nothing were. */
function batchOf(
  { engine, unit, deadline }: Call,
  { id, source, pending }: Cursor,
  reply: CursorReply,
): Batch {
  try {
    source.resume(unit, deadline);
    return reply.take(source.documents, pending);
  } catch (error) {
    engine.cursors.kill(id);
    throw error;
  }
}

function killCursors({ engine, args }: Call): Document {
  const cursorsKilled: bigint[] = [];
  const cursorsNotFound: bigint[] = [];
  const ids = Array.isArray(args.cursors) ? args.cursors : [];
  for (const id of ids.map(cursorId)) (engine.cursors.kill(id) ? cursorsKilled : cursorsNotFound).push(id);
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}

function cursorId(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  const number = numberOf(value);
  if (number === undefined)
    throw typeMismatch("BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
  return BigInt(number);
}

export const cursorCommands: Readonly<Record<string, Command>> = {
  getMore: {
    fields: ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'],
    inTransaction: true,
    run: getMore,
  },
  killCursors: { fields: ['cursors'], inTransaction: true, run: killCursors },
};
