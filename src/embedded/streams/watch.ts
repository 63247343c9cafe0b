import { namespace } from '../catalog/namespace.js';
import {
  countArgument,
  documentsArgument,
  isDocument,
  refuse,
  refuseCollation,
} from '../commands/arguments.js';
import type { Call } from '../commands/command.js';
import type { Engine } from '../engine.js';
import { idKey } from '../records/index-keys.js';
import { decodeTyped, type Document } from '../query/documents.js';
import { CommandError, failedToParse } from '../query/errors.js';
import { CursorReply } from '../cursors.js';
import { compilePipeline } from '../query/pipeline.js';
import { DOCUMENTS } from '../storage/layer.js';
import type { ReplyDocument } from '../wire/reply-document.js';
import { encode } from '../query/documents.js';
import { type ChangeBatch, ChangeStream } from './change-stream.js';
import type { StoredChange } from './entry.js';
import { resumeToken } from './resume-token.js';
import { checkStreamPipeline, parseStreamOptions, startOf } from './stream-options.js';

const DEFAULT_BATCH = 101;
const DEFAULT_WAIT_MS = 1_000;
/** A getMore that asks for longer gets an empty batch earlier, and asks again. */
const MAX_WAIT_MS = 60_000;

/** Whether an aggregation opens a change stream. */
export function isChangeStream({ pipeline }: Document): boolean {
  const first: unknown = Array.isArray(pipeline) ? pipeline[0] : undefined;
  return isDocument(first) && '$changeStream' in first;
}

/** Opens a change stream, and begins to record changes if it is the first. */
export function openChangeStream(call: Call): ReplyDocument {
  const { engine, unit, args, db, session, name } = call;
  refuseCollation(name, args);
  refuse(name, args, ['explain', 'exchange', 'needsMerge', 'fromMongos']);
  if (!isDocument(args.cursor)) throw failedToParse("The 'cursor' option is required");
  if (unit.transaction !== undefined) {
    throw new CommandError(
      263,
      'OperationNotSupportedInTransaction',
      'Stage not supported inside of a multi-document transaction: $changeStream',
    );
  }
  const coll = args.aggregate === 1 ? undefined : namespace(db, args.aggregate).collection;
  const [first, ...stages] = documentsArgument(args, 'pipeline');
  const options = parseStreamOptions(first?.$changeStream, db, coll);
  const pipeline = compilePipeline(stages);
  checkStreamPipeline(stages);
  const { oplog } = engine;
  const place = startOf(options, oplog);
  const size = countArgument(args.cursor, 'batchSize') ?? DEFAULT_BATCH;
  // What is not recorded yet cannot be read before this command is committed.
  const ready = oplog.recording && size > 0;
  const start = { ...place, history: oplog.record(unit.writes, Date.now()) };
  const lookup = options.updateLookup ? (change: StoredChange) => currentDocument(engine, change) : undefined;
  const stream = new ChangeStream(oplog, { scope: options.scope, start, pipeline, lookup });
  const batch = ready ? stream.read(size) : { documents: [], token: resumeToken(start), behind: true };
  const cursorNamespace = `${db}.${coll ?? '$cmd.aggregate'}`;
  const source = { documents: [][Symbol.iterator](), resume: () => undefined };
  const cursor = {
    namespace: cursorNamespace,
    source,
    session,
    transactionNumber: undefined,
    pending: undefined,
    neverTimesOut: false,
    stream,
  };
  const id = stream.ended ? 0n : engine.cursors.add(cursor, Date.now());
  return streamReply('firstBatch', batch, id, cursorNamespace);
}

/** The next events; waits for the first of them until the getMore's maxTimeMS is over, without keeping others waiting. */
export async function moreChanges(
  { engine, args, deadline }: Call,
  stream: ChangeStream,
  { id, namespace: ns }: { readonly id: bigint; readonly namespace: string },
): Promise<ReplyDocument> {
  if (stream.busy) throw new CommandError(12051, 'CursorInUse', `cursor id ${String(id)} is already in use`);
  const size = countArgument(args, 'batchSize');
  const now = Date.now();
  const until = Math.min(deadline === 0 ? now + DEFAULT_WAIT_MS : deadline, now + MAX_WAIT_MS);
  stream.busy = true;
  try {
    for (;;) {
      if (stream.killed)
        throw new CommandError(237, 'CursorKilled', 'operation was interrupted: cursor was killed');
      const batch = stream.read(size === undefined || size === 0 ? Infinity : size);
      const waits = batch.documents.length === 0 && !stream.ended;
      if (!waits || (!batch.behind && Date.now() >= until)) {
        if (stream.ended) engine.cursors.kill(id);
        return streamReply('nextBatch', batch, stream.ended ? 0n : id, ns);
      }
      if (batch.behind) await new Promise((resolve) => setImmediate(resolve));
      else await nextFlush(engine, until - Date.now());
    }
  } catch (error) {
    engine.cursors.kill(id);
    throw error;
  } finally {
    stream.busy = false;
  }
}

/** Resolves when more is flushed, a stream is killed, or the time is over. */
function nextFlush({ oplog }: Engine, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      oplog.forget(wake);
      resolve();
    };
    // The sockets keep the process alive, not those who wait.
    const timer = setTimeout(wake, Math.max(milliseconds, 0)).unref();
    oplog.onNext(wake);
  });
}

/** What is stored now under the key of a changed document. */
function currentDocument(engine: Engine, { ns, documentKey }: StoredChange): Document | null {
  const unit = engine.unit();
  const collection = engine.catalog.find(unit, namespace(ns.db, ns.coll));
  if (collection === undefined || documentKey === undefined) return null;
  const raw = unit.reader.get(DOCUMENTS, collection.prefix + idKey(documentKey._id).key);
  return raw === undefined ? null : decodeTyped(raw);
}

function streamReply(
  field: 'firstBatch' | 'nextBatch',
  { documents, token }: ChangeBatch,
  id: bigint,
  ns: string,
): ReplyDocument {
  const reply = new CursorReply(field, ns, documents.length);
  for (const document of documents) reply.add(document);
  return reply.done(id, encode(token));
}
