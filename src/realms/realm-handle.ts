import type { ClientSession, Connection } from 'mongoose';
import { DomainError, NotFoundError, UnavailableError } from '../kernel/errors.js';
import { createAmbient } from '../platform/ambient.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';
import { createChangeTracker } from './change-tracker.js';
import { EVERYTHING, recordChange, touchedBetween } from './changes.js';
import { createConfirmedCounters, type CounterReading } from './confirmed-counters.js';
import type { ControlDatabase } from './control-database.js';
import { assertCurrent } from './current-realm.js';
import { modelOf } from './models.js';
import type { Realm, RealmCounters, RealmHandle, Touched } from './realm.js';
import { realmOf, realmRecords, type RealmRecord } from './realm-record.js';
import { RevisionNotReachedError } from './revision.errors.js';
import { createSerialQueue } from './serial-queue.js';

/** A read that takes longer is given up: those who wait for it get UNAVAILABLE. */
const CONFIRM_TIMEOUT_MS = 5000;

export interface RealmHandleOptions {
  readonly control: ControlDatabase;
  readonly connection: Connection;
  /** As it was read at `readAt` (milliseconds of `now`, taken before the read). */
  readonly record: RealmRecord;
  readonly readAt: number;
  /** Called when the store says that the realm is not there any more. */
  readonly onGone: () => void;
  readonly now: () => number;
}

/** What the registry knows of a handle beside what everybody does. */
export interface OpenRealm {
  readonly handle: RealmHandle;
  /** Makes the next caller of `counters` read the record, after this process has changed it. */
  doubt(): void;
}

/**
 * A realm that is open for work. The handle is one object for as long as the realm is open; its name, settings and
 * version follow the record. It exists while the record keeps its status, ACTIVE (or CREATING for provisioning).
 */
export function openRealmHandle(options: RealmHandleOptions): OpenRealm {
  const { control, connection, record: opened, readAt, onGone, now } = options;
  const records = control.model(realmRecords);
  const alive = { _id: opened._id, status: opened.status };
  let realm: Realm = realmOf(opened);
  const confirmed = createConfirmedCounters(
    { counters: countersOf(opened), at: readAt },
    readRecord,
    (record) => {
      if (record.version > realm.version) realm = realmOf(record);
    },
    now,
  );
  const raising = createSerialQueue();
  const changes = createChangeTracker(opened.revision, (from, to) => touchedBetween(handle, from, to));

  async function readRecord(): Promise<CounterReading<RealmRecord>> {
    const record = await records
      .findOne(alive)
      .lean<RealmRecord>()
      .maxTimeMS(CONFIRM_TIMEOUT_MS)
      .catch((error: unknown) => {
        throw fromStorage(error);
      });
    if (record === null) throw gone();
    return { counters: countersOf(record), record };
  }

  function gone(): NotFoundError {
    onGone();
    return new NotFoundError(`Realm ${opened.slug}`);
  }

  async function raise(
    names: readonly (keyof RealmCounters)[],
    session: ClientSession,
  ): Promise<RealmCounters> {
    const raised = await records
      .findOneAndUpdate(
        alive,
        { $inc: Object.fromEntries(names.map((name) => [name, 1])) },
        { returnDocument: 'after' },
      )
      .session(session)
      .lean<RealmRecord>();
    if (raised === null) throw gone();
    return countersOf(raised);
  }

  async function aliveRecord(session: ClientSession): Promise<RealmRecord> {
    const record = await records
      .findOne(alive, { revision: 1, authEpoch: 1 })
      .session(session)
      .lean<RealmRecord>();
    if (record === null) throw gone();
    return record;
  }

  async function reachRevision(
    revision: number,
    known: RealmCounters | Promise<RealmCounters>,
  ): Promise<RealmCounters> {
    if ((await known).revision < revision) confirmed.doubt();
    const counters = await confirmed.current();
    if (counters.revision < revision) throw new RevisionNotReachedError(revision, counters.revision);
    return counters;
  }

  const handle: RealmHandle = {
    get id() {
      return realm.id;
    },
    get slug() {
      return realm.slug;
    },
    get name() {
      return realm.name;
    },
    get settings() {
      return realm.settings;
    },
    get version() {
      return realm.version;
    },
    get createdAt() {
      return realm.createdAt;
    },
    get updatedAt() {
      return realm.updatedAt;
    },
    connection,
    model(definition) {
      assertCurrent(opened._id);
      return modelOf(connection, definition);
    },
    changes,
    counters: () => confirmed.current(),

    countersAtLeast(revision) {
      const counters = confirmed.current();
      if (!(counters instanceof Promise) && counters.revision >= revision) return counters;
      return reachRevision(revision, counters);
    },

    async revisionIn(session) {
      return (await aliveRecord(session)).revision;
    },

    async snapshot(work) {
      const done = await inTransaction(control, async (session) => {
        const at = now();
        const counters = countersOf(await aliveRecord(session));
        await changes.reach(counters.revision);
        return { at, counters, result: await work(session, counters.revision) };
      });
      confirmed.learn(done.counters, done.at);
      return done.result;
    },

    async transaction(raises, work, touched) {
      if (raises.length === 0) {
        const result = await inTransaction(control, work);
        return { result, counters: await confirmed.current() };
      }
      // They would all conflict on the realm's record: one after the other, none repeats its work for nothing.
      return raising(async () => {
        try {
          const done = await inTransaction(control, async (session) => {
            const result = await work(session);
            const at = now();
            const counters = await raise(raises, session);
            const refs = raises.includes('revision') ? touchedRefs(touched, result) : undefined;
            if (refs !== undefined) await recordChange(handle, counters.revision, refs, session);
            return { result, at, counters, refs };
          });
          if (done.refs !== undefined) changes.note(done.counters.revision, done.refs);
          confirmed.learn(done.counters, done.at);
          return { result: done.result, counters: done.counters };
        } catch (error) {
          // It may have been committed all the same.
          if (!(error instanceof DomainError) || error instanceof UnavailableError) confirmed.doubt();
          throw error;
        }
      });
    },
  };
  return { handle, doubt: () => confirmed.doubt() };
}

const transactions = createAmbient<true>();

/** Transactions don't nest: the inner one would wait for the outer one for ever, or commit without it. */
async function inTransaction<R>(
  control: ControlDatabase,
  work: (session: ClientSession) => Promise<R>,
): Promise<R> {
  if (transactions.current() === true) throw new Error('A transaction is already running here.');
  try {
    return await transactions.run(true, () => control.transaction(work));
  } catch (error) {
    throw fromStorage(error);
  }
}

function touchedRefs<R>(touched: Touched<R> | undefined, result: R): readonly string[] {
  if (touched === undefined) return [EVERYTHING];
  return typeof touched === 'function' ? touched(result) : touched;
}

function countersOf(record: Pick<RealmRecord, 'revision' | 'authEpoch'>): RealmCounters {
  return { revision: record.revision, authEpoch: record.authEpoch };
}
