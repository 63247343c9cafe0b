import { checkApiVersion } from './commands/api-version.js';
import { checkFields, isDocument, numberOf, refuse } from './commands/arguments.js';
import type { Answer, Call, Command } from './commands/command.js';
import { COMMANDS } from './commands/table.js';
import { writeConcernError } from './commands/write-concern.js';
import type { Engine } from './engine.js';
import { decodePlain, type Document, encode } from './query/documents.js';
import {
  badValue,
  CommandError,
  commandNotFound,
  duplicateField,
  failedToParse,
  maxTimeMSExpired,
  typeMismatch,
  unauthorized,
} from './query/errors.js';
import { LockWait } from './sessions/conflicts.js';
import { keepLastWrite, stageLastWrite, type Session } from './sessions/session.js';
import { transactionNumber } from './sessions/sessions.js';
import type { Transaction } from './sessions/transaction.js';
import { notInTransaction, transactionTooOld } from './sessions/transaction-errors.js';
import { DiskFullError } from './storage/disk-full.js';
import { isPageError } from './storage/page-error.js';
import { replyTimes } from './streams/reply-times.js';
import { commandName, type Reply, type Request } from './wire/message.js';
import { ReplyDocument } from './wire/reply-document.js';

/** The commands whose numbered repetition answers what the first one answered. */
const RETRYABLE = new Set(['insert', 'update', 'delete', 'findAndModify', 'findandmodify']);
/** Drivers of MongoDB may send so much, and no more. */
const MAX_TIME_MS = 2_147_483_647;
const ENDS_TRANSACTION = new Set(['commitTransaction', 'abortTransaction']);

type Encoded = Reply['document'];

/** What a command is run with, every time that it is run. */
interface Task {
  readonly name: string;
  readonly command: Command;
  readonly db: string;
  readonly args: Document;
  readonly request: Request;
  readonly session: Session | undefined;
  readonly number: bigint | undefined;
  readonly inTransaction: boolean;
  readonly deadline: number;
}

/** Answers one request. Commands that need no flush and no lock are answered at once. */
export function answer(engine: Engine, request: Request): Reply | Promise<Reply> {
  const document = answerDocument(engine, request);
  // A write has been committed by now, unless it waits for a lock: then the time is earlier, which is safe.
  const trailer = replyTimes(engine.oplog.clock.last);
  if (!(document instanceof Promise)) return { document, trailer };
  return document.then((reply) => ({ document: reply, trailer }));
}

function answerDocument(engine: Engine, request: Request): Encoded | Promise<Encoded> {
  try {
    const task = taskOf(engine, request);
    const result = answerOnce(engine, task);
    return result instanceof Promise ? result.catch(errorReply) : result;
  } catch (error) {
    return errorReply(error);
  }
}

/** What a retryable write answered is told again once it is flushed; everything else is run. */
function answerOnce(engine: Engine, task: Task): Encoded | Promise<Encoded> {
  const repeated = repeatedAnswer(task);
  return repeated === undefined ? attempt(engine, task) : engine.storage.flushed().then(() => repeated);
}

function taskOf(engine: Engine, request: Request): Task {
  const name = commandName(request.body);
  const command = COMMANDS.get(name);
  if (command === undefined) throw commandNotFound(`no such command: '${name}'`);
  const args = decodePlain(request.body);
  if (request.sequences !== undefined) {
    for (const [field, documents] of request.sequences) {
      if (Object.hasOwn(args, field)) throw duplicateField(name, field);
      args[field] = documents.map((raw) => decodePlain(raw));
    }
  }
  const db = request.legacy ? 'admin' : args.$db;
  if (typeof db !== 'string') throw badValue("OP_MSG requests require a '$db' argument");
  checkFields(name, args, command.fields);
  if (command.adminOnly === true && db !== 'admin') {
    throw unauthorized(`${name} may only be run against the admin database.`);
  }
  checkApiVersion(name, args);
  checkReadConcern(args);
  const session = engine.sessions.get(args.lsid, Date.now());
  const number = args.txnNumber === undefined ? undefined : transactionNumber(args.txnNumber);
  if (number !== undefined && session === undefined) throw badValue('Transaction numbers require a session');
  const inTransaction = args.autocommit !== undefined;
  if (inTransaction && (args.autocommit !== false || number === undefined)) {
    throw badValue("'autocommit' must be false and needs a transaction number");
  }
  return { name, command, db, args, request, session, number, inTransaction, deadline: deadlineOf(args) };
}

const READ_CONCERNS: readonly unknown[] = [
  'local',
  'available',
  'majority',
  'linearizable',
  'snapshot',
  undefined,
];

function checkReadConcern({ readConcern, autocommit }: Document): void {
  if (readConcern === undefined || readConcern === null) return;
  if (!isDocument(readConcern)) throw typeMismatch("BSON field 'readConcern' must be an object");
  checkFields('readConcern', readConcern, ['level', 'afterClusterTime', 'atClusterTime', 'provenance']);
  refuse('readConcern', readConcern, ['atClusterTime']);
  const { level } = readConcern;
  if (!READ_CONCERNS.includes(level))
    throw failedToParse(`Enumeration value '${String(level)}' for field 'readConcern.level' is not valid`);
  if (level === 'snapshot' && autocommit === undefined) {
    throw new CommandError(
      115,
      'CommandNotSupported',
      "readConcern 'snapshot' outside transactions is not supported by this store",
    );
  }
}

function deadlineOf({ maxTimeMS }: Document): number {
  if (maxTimeMS === undefined || maxTimeMS === null) return 0;
  const limit = numberOf(maxTimeMS);
  if (limit === undefined) throw typeMismatch('maxTimeMS must be a number');
  if (!(limit >= 0 && limit <= MAX_TIME_MS))
    throw badValue(`${String(limit)} value for maxTimeMS is out of range`);
  return limit === 0 ? 0 : Date.now() + limit;
}

/** A retryable write that was done already answers what it answered then. */
function repeatedAnswer({ session, number, name, inTransaction }: Task): Buffer | undefined {
  if (session === undefined || number === undefined || inTransaction || !RETRYABLE.has(name))
    return undefined;
  if (number < session.lastNumber) throw transactionTooOld(number, session.lastNumber);
  const { lastWrite } = session;
  if (lastWrite?.number !== number || lastWrite.reply === undefined) return undefined;
  if (lastWrite.command !== name) {
    throw new CommandError(
      217,
      'IncompleteTransactionHistory',
      `Transaction number ${String(number)} was a '${String(lastWrite.command)}'`,
    );
  }
  return encode(lastWrite.reply);
}

function attempt(engine: Engine, task: Task): Encoded | Promise<Encoded> {
  const { session, inTransaction, name } = task;
  let transaction: Transaction | undefined;
  try {
    transaction = enterTransaction(engine, task);
    return run(engine, task, transaction);
  } catch (error) {
    if (error instanceof LockWait) return afterWait(engine, task, error);
    if (inTransaction && session !== undefined && transaction !== undefined && !ENDS_TRANSACTION.has(name)) {
      engine.sessions.abort(session);
    }
    throw error;
  }
}

function enterTransaction({ sessions }: Engine, task: Task): Transaction | undefined {
  const { session, number, inTransaction, name, args, command } = task;
  if (session === undefined || number === undefined) return undefined;
  if (!inTransaction) {
    if (number > session.lastNumber) {
      sessions.abort(session);
      session.lastNumber = number;
    }
    return undefined;
  }
  if (ENDS_TRANSACTION.has(name)) return undefined;
  if (command.inTransaction !== true) throw notInTransaction(name);
  return args.startTransaction === true
    ? sessions.begin(session, number, Date.now())
    : sessions.continue(session, number);
}

function run(engine: Engine, task: Task, transaction: Transaction | undefined): Encoded | Promise<Encoded> {
  const { command, name, db, args, request, session, deadline } = task;
  const unit = engine.unit(transaction);
  const call: Call = { engine, name, db, args, request, unit, session, deadline };
  const done = command.run(call);
  if (done instanceof Promise) return done.then((answered) => encodeResult(withConcern(task, answered)));
  const result = withConcern(task, done);
  if (transaction !== undefined) {
    transaction.writes.absorb(unit.writes);
    for (const change of unit.changes) transaction.changes.push(change);
    return encodeResult(result);
  }
  if (unit.writes.empty) return encodeResult(result);
  const reply = encodeResult(result);
  const forgetReply = rememberReply(task, unit, reply);
  return engine.commit(unit).then(
    () => reply,
    (error: unknown) => {
      forgetReply();
      throw error;
    },
  );
}

/** For retries. Answers what is to be called if the commit fails: then nothing was done that could be repeated. */
function rememberReply({ session, number, name }: Task, unit: Call['unit'], reply: Encoded): () => void {
  if (session === undefined || number === undefined || !RETRYABLE.has(name)) return () => undefined;
  const bytes = reply instanceof ReplyDocument ? reply.bytes : reply;
  const last = { number, command: name, reply: decodePlain(bytes), committed: false };
  stageLastWrite(unit, session, last, Date.now());
  return keepLastWrite(session, last);
}

/**
 * Runs the command anew once the transaction that was in its way has ended; unless it is a retry, and what it repeats
 * has waited for the same and is done by now. The session is looked up again: a failed flush may have voided it.
 */
async function afterWait(engine: Engine, task: Task, { ended }: LockWait): Promise<Encoded> {
  if (task.deadline === 0) {
    await ended;
  } else {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, task.deadline - Date.now());
    });
    const first = await Promise.race([ended, late]);
    clearTimeout(timer);
    if (first === 'late') throw maxTimeMSExpired('operation exceeded time limit');
  }
  return answerOnce(engine, { ...task, session: engine.sessions.get(task.args.lsid, Date.now()) });
}

/** Adds what became of the write concern that the client asked for. */
function withConcern({ args, name, inTransaction }: Task, result: Answer): Answer {
  if (args.writeConcern === undefined || result instanceof ReplyDocument) return result;
  if (inTransaction && !ENDS_TRANSACTION.has(name)) return result;
  return { ...result, ...writeConcernError(args.writeConcern) };
}

function encodeResult(result: Answer): Encoded {
  return result instanceof ReplyDocument ? result : encode({ ...result, ok: 1.0 });
}

function errorReply(error: unknown): Buffer {
  const { code, codeName, message, extra } = error instanceof CommandError ? error : unforeseen(error);
  return encode({ ok: 0, errmsg: message, code, codeName, ...extra });
}

/** What storage and the operating system throw. */
function unforeseen(error: unknown): CommandError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DiskFullError) {
    return new CommandError(
      14031,
      'OutOfDiskSpace',
      `the disk is full, and nothing was written (${message})`,
    );
  }
  if (isPageError(error)) {
    return new CommandError(
      1,
      'InternalError',
      `the store's data file is damaged (${message}): check it, and restore a backup`,
      { storeCode: 'STORE_PAGE_DAMAGED' },
    );
  }
  return new CommandError(1, 'InternalError', message);
}
