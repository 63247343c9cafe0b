import type { ClientSession, Collection, Db, MongoClient } from 'mongodb';
import { MongoError } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { pick } from '../unit/embedded/query/random-values.js';
import type { Operation, Step } from './history.js';

/** Keys that all clients use at once, and how long a list gets before its key is left for a fresh one. */
const HOT_KEYS = 5;
const LONGEST = 40;

interface List {
  readonly _id: string;
  readonly values: readonly number[];
}

export interface WorkloadOptions {
  readonly client: MongoClient;
  readonly db: Db;
  readonly clients: number;
  readonly operations: number;
  readonly random: () => number;
}

/** Lets clients append to and read a few lists at once, in transactions and single operations; answers what they saw. */
export async function recordHistory(options: WorkloadOptions): Promise<Operation[]> {
  const { client, db, clients, operations, random } = options;
  const lists = db.collection<List>('lists');
  const keys = new HotKeys(random);
  const history: Operation[] = [];
  let values = 0;
  let begun = 0;
  const work = async (): Promise<void> => {
    const session = client.startSession();
    while (begun < operations) {
      const id = begun++;
      const began = performance.now();
      const steps: Step[] = [];
      const outcome = await perform({ lists, session, random, keys, steps, value: () => ++values });
      history.push({ id, steps, outcome, began, ended: performance.now() });
    }
    await session.endSession();
  };
  await Promise.all(Array.from({ length: clients }, work));
  // The last state of every list: what was appended and is not there was lost.
  const steps = (await lists.find().toArray()).map(({ _id, values: list }): Step => ({
    kind: 'read',
    key: _id,
    list,
  }));
  const now = performance.now();
  return [...history, { id: operations, steps, outcome: 'committed', began: now, ended: now }];
}

class HotKeys {
  readonly #random: () => number;
  readonly #names = Array.from({ length: HOT_KEYS }, (_, i) => `k${String(i)}`);
  readonly #uses = new Map<string, number>();
  #made = HOT_KEYS;

  constructor(random: () => number) {
    this.#random = random;
  }

  any(): string {
    return pick(this.#random, this.#names);
  }

  appended(name: string): void {
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    const at = this.#names.indexOf(name);
    if (uses >= LONGEST && at !== -1) this.#names[at] = `k${String(this.#made++)}`;
  }
}

interface Turn {
  readonly lists: Collection<List>;
  readonly session: ClientSession;
  readonly random: () => number;
  readonly keys: HotKeys;
  readonly steps: Step[];
  readonly value: () => number;
}

/** One operation, as a client would do it; a transaction that meets a conflict is an aborted operation. */
async function perform(turn: Turn): Promise<Operation['outcome']> {
  const { session, random, keys } = turn;
  const kind = random();
  if (kind < 0.15) {
    await read(turn, keys.any(), undefined);
    return 'committed';
  }
  if (kind < 0.4) {
    await append(turn, keys.any(), undefined);
    return 'committed';
  }
  session.startTransaction();
  try {
    const mine = [keys.any(), keys.any()];
    const count = 2 + Math.floor(random() * 3);
    for (let i = 0; i < count; i++) {
      const step = pick(random, [read, read, append, readAndReplace]);
      await step(turn, pick(random, mine), session);
    }
    if (random() < 0.1) {
      await session.abortTransaction();
      return 'aborted';
    }
    await session.commitTransaction();
    return 'committed';
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction();
    if (!(error instanceof MongoError && error.hasErrorLabel('TransientTransactionError'))) throw error;
    await sleep(random() * 3);
    return 'aborted';
  }
}

const within = (session: ClientSession | undefined): { session?: ClientSession } =>
  session === undefined ? {} : { session };

async function read(
  { lists, steps }: Turn,
  key: string,
  session?: ClientSession,
): Promise<readonly number[]> {
  const found = await lists.findOne({ _id: key }, within(session));
  const list = found?.values ?? [];
  steps.push({ kind: 'read', key, list });
  return list;
}

/** An append in one operation. */
async function append(turn: Turn, key: string, session?: ClientSession): Promise<void> {
  const value = announce(turn, key);
  await turn.lists.updateOne(
    { _id: key },
    { $push: { values: value } },
    { ...within(session), upsert: true },
  );
}

/** What loses updates where isolation does not hold: a read, and a write of all that was read. */
async function readAndReplace(turn: Turn, key: string, session?: ClientSession): Promise<void> {
  const list = await read(turn, key, session);
  const value = announce(turn, key);
  await turn.lists.updateOne(
    { _id: key },
    { $set: { values: [...list, value] } },
    { ...within(session), upsert: true },
  );
}

/** Before it is sent: whether it arrived or not, this is what its client meant. */
function announce({ keys, steps, value }: Turn, key: string): number {
  const chosen = value();
  steps.push({ kind: 'append', key, value: chosen });
  keys.appended(key);
  return chosen;
}
