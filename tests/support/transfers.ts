import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientSession, type Collection, type Db, type MongoClient, MongoError } from 'mongodb';
import { pick } from '../unit/embedded/query/random-values.js';

/*
 * Random multi-document transactions that can be told whole from torn afterwards. Each one inserts its parts, moves
 * money between two accounts, raises its writer's counter and may delete the parts of an earlier one.
 */

const ACCOUNTS = 6;
const BALANCE = 1_000;

/** What one transaction meant to do, and what its writer heard. */
export interface Attempt {
  readonly id: string;
  readonly writer: number;
  readonly sequence: number;
  readonly parts: number;
  /** The earlier transaction of this writer whose parts this one deletes. */
  readonly deletes: string | undefined;
  /** When it began, and when it was acknowledged, as `now` of the writers tells. */
  readonly begun: number;
  acknowledged: number | undefined;
  /** It was aborted, and that was acknowledged; or a crash ended it before it was committed. */
  aborted: boolean;
}

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

interface Part {
  readonly _id: string;
  readonly transaction: string;
  readonly of: number;
  readonly tags: readonly number[];
  readonly text: string;
}

interface Counter {
  readonly _id: number;
  readonly last: number;
}

interface Account {
  readonly _id: number;
  readonly balance: number;
}

interface Collections {
  readonly parts: Collection<Part>;
  readonly counters: Collection<Counter>;
  readonly accounts: Collection<Account>;
}

const collectionsOf = (db: Db): Collections => ({
  parts: db.collection<Part>('parts'),
  counters: db.collection<Counter>('counters'),
  accounts: db.collection<Account>('accounts'),
});

/** Makes what the writers need. */
export async function prepareTransfers(db: Db, writers: number): Promise<void> {
  const { parts, counters, accounts } = collectionsOf(db);
  await parts.createIndexes([{ key: { transaction: 1 } }, { key: { tags: 1, of: -1 } }]);
  await accounts.createIndexes([{ key: { balance: 1 } }]);
  await counters.createIndexes([{ key: { last: 1, _id: 1 }, unique: true }]);
  await accounts.insertMany(Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, balance: BALANCE })));
  await counters.insertMany(Array.from({ length: writers }, (_, _id) => ({ _id, last: -1 })));
}

export interface WriterOptions {
  readonly client: MongoClient;
  readonly db: Db;
  readonly writer: number;
  /** Of an earlier writer of the same number, whose counter is then gone on with. */
  readonly from: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly stopped: () => boolean;
  readonly attempts: Attempt[];
}

/** Runs transactions one after another until `stopped`, or until the store does not answer any more. */
export async function writeTransfers(options: WriterOptions): Promise<void> {
  const { client, writer, random, stopped, attempts, now } = options;
  const mine: string[] = [];
  const session = client.startSession();
  try {
    for (let sequence = options.from; !stopped(); sequence++) {
      const attempt: Attempt = {
        id: `${String(writer)}-${String(sequence)}`,
        writer,
        sequence,
        parts: 1 + below(random, 5),
        deletes: mine.length > 2 && below(random, 3) === 0 ? mine.shift() : undefined,
        begun: now(),
        acknowledged: undefined,
        aborted: false,
      };
      attempts.push(attempt);
      await run(options, session, attempt);
      if (!attempt.aborted) mine.push(attempt.id);
    }
  } catch {
    // The store is gone; whoever started the writers knows why.
  } finally {
    await session.endSession().catch(() => undefined);
  }
}

async function run(options: WriterOptions, session: ClientSession, attempt: Attempt): Promise<void> {
  const { random, now } = options;
  for (;;) {
    session.startTransaction();
    try {
      await writeOne(options, session, attempt);
      if (below(random, 8) === 0) {
        await session.abortTransaction();
        attempt.aborted = true;
      } else {
        await session.commitTransaction();
        attempt.acknowledged = now();
      }
      return;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      if (!(error instanceof MongoError && error.hasErrorLabel('TransientTransactionError'))) throw error;
      if (options.stopped()) throw error;
      await sleep(below(random, 5));
    }
  }
}

async function writeOne(
  { db, random }: WriterOptions,
  session: ClientSession,
  { id, writer, sequence, parts: count, deletes }: Attempt,
): Promise<void> {
  const { parts, counters, accounts } = collectionsOf(db);
  const amount = 1 + below(random, 9);
  const from = below(random, ACCOUNTS);
  const to = (from + 1 + below(random, ACCOUNTS - 1)) % ACCOUNTS;
  const documents = Array.from({ length: count }, (_, part) => ({
    _id: `${id}/${String(part)}`,
    transaction: id,
    of: count,
    tags: [part, 10 + below(random, 5)],
    text: 'x'.repeat(pick(random, [1, 50, 900])),
  }));
  const steps = [
    () => parts.insertMany(documents, { session }),
    () => accounts.updateOne({ _id: from }, { $inc: { balance: -amount } }, { session }),
    () => accounts.updateOne({ _id: to }, { $inc: { balance: amount } }, { session }),
    () => counters.updateOne({ _id: writer }, { $set: { last: sequence } }, { session }),
    ...(deletes === undefined ? [] : [() => parts.deleteMany({ transaction: deletes }, { session })]),
  ];
  while (steps.length > 0) await steps.splice(below(random, steps.length), 1)[0]?.();
}

/**
 * What is wrong with what is stored, as sentences: acknowledged transactions that are not wholly there, transactions
 * that are there in part, or that were aborted or began after `at`.
 */
export async function tornTransfers(db: Db, attempts: readonly Attempt[], at = Infinity): Promise<string[]> {
  const { parts, counters, accounts } = collectionsOf(db);
  const wrong: string[] = [];
  const stored = new Map<string, Part[]>();
  for await (const part of parts.find()) {
    const found = stored.get(part.transaction);
    if (found === undefined) stored.set(part.transaction, [part]);
    else found.push(part);
  }
  const last = new Map((await counters.find().toArray()).map((counter) => [counter._id, counter.last]));
  const balances = await accounts.find().toArray();
  const total = balances.reduce((sum, { balance }) => sum + balance, 0);
  if (total !== ACCOUNTS * BALANCE) wrong.push(`the accounts hold ${String(total)}`);

  const deletedBy = new Map<string, Attempt>();
  for (const attempt of attempts) if (attempt.deletes !== undefined) deletedBy.set(attempt.deletes, attempt);
  const isAcknowledged = ({ acknowledged }: Attempt): boolean =>
    acknowledged !== undefined && acknowledged <= at;
  /** Of one writer transactions commit in their order, so the counter says which are there. */
  const isCommitted = ({ writer, sequence, aborted }: Attempt): boolean =>
    !aborted && sequence <= (last.get(writer) ?? -1);

  const known = new Set<string>();
  for (const attempt of attempts) {
    const { id, parts: count, begun } = attempt;
    known.add(id);
    const there = stored.get(id)?.length ?? 0;
    const deletion = deletedBy.get(id);
    const expected = isCommitted(attempt) && !(deletion !== undefined && isCommitted(deletion)) ? count : 0;
    if (there !== expected) wrong.push(`${id} has ${String(there)} parts of ${String(expected)}`);
    if (isAcknowledged(attempt) && !isCommitted(attempt))
      wrong.push(`${id} was acknowledged and is not there`);
    if (isCommitted(attempt) && begun > at) wrong.push(`${id} is there before it began`);
  }
  for (const id of stored.keys()) if (!known.has(id)) wrong.push(`${id} is of nobody`);
  return wrong;
}

/** After a crash: what was not acknowledged is from now on what it turned out to be. */
export async function settleTransfers(db: Db, attempts: readonly Attempt[]): Promise<void> {
  const counters = await collectionsOf(db).counters.find().toArray();
  const last = new Map(counters.map((counter) => [counter._id, counter.last]));
  for (const attempt of attempts) {
    if (attempt.aborted || attempt.acknowledged !== undefined) continue;
    if (attempt.sequence <= (last.get(attempt.writer) ?? -1)) attempt.acknowledged = Infinity;
    else attempt.aborted = true;
  }
}
