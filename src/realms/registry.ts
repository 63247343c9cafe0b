import type { Connection } from 'mongoose';
import { NotFoundError, UnavailableError } from '../kernel/errors.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';
import type { AnyCollection } from './collections.js';
import type { ControlDatabase } from './control-database.js';
import { runInRealm } from './current-realm.js';
import { realmDatabaseName } from './database-name.js';
import { layoutOf, provisionCollections } from './provisioning.js';
import { isRealmSlug, type RealmHandle } from './realm.js';
import { openRealmHandle, type OpenRealm } from './realm-handle.js';
import { realmRecords, type RealmRecord } from './realm-record.js';

/** A realm held open. Release it when the request has ended; releasing twice is harmless. */
export interface RealmLease {
  readonly realm: RealmHandle;
  release(): void;
}

/** The realms that this process has open. */
export interface RealmRegistry {
  readonly control: ControlDatabase;
  /**
   * Holds a realm open; its counters were confirmed at most 500 ms ago.
   *
   * @throws NotFoundError if there is no such realm; UnavailableError if the store is away.
   */
  lease(slug: string): Promise<RealmLease>;
  /** The same at once, where the realm is open and its counters are confirmed; else undefined. */
  leaseNow(slug: string): RealmLease | undefined;
  /** Whether this process has the realm open. */
  isOpen(slug: string): boolean;
  /** Opens a realm that is not ACTIVE, for the one who provisions it. */
  leaseUnlisted(record: RealmRecord): RealmLease;
  /** Makes this process see at once how it has just changed a realm's record. */
  refresh(slug: string): void;
  /** Closes a realm that this process has just deleted, once nobody holds it. */
  forget(slug: string): void;
  /** How many handles are open, and how many of them are held. */
  readonly size: { readonly open: number; readonly leased: number };
  /** Lets go of every handle; leases fail from here on. */
  close(): Promise<void>;
}

export interface RealmRegistryOptions {
  readonly control: ControlDatabase;
  /** Every collection of a realm. */
  readonly collections: readonly AnyCollection[];
  /** Puts what every realm has into one that an older version made; repeating it changes nothing. */
  readonly furnish?: (realm: RealmHandle) => Promise<void>;
  /** Told of every realm that this process opens for use. */
  readonly opened?: (slug: string) => void;
  /** Handles kept open at once; exceeded only while more are held. */
  readonly maxOpenRealms: number;
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
}

interface Entry {
  readonly slug: string;
  readonly open: OpenRealm;
  leases: number;
  /** When somebody took hold of it last, by the registry's count of holds. */
  usedAt: number;
  /** False once it has left the registry: nobody new gets it. */
  listed: boolean;
  closed: boolean;
}

const LEASE_ATTEMPTS = 3;

/**
 * A least-recently-used registry of realm handles, counted by leases: a handle is closed only when nobody holds it, so
 * memory stays flat through thousands of realms and no request loses its models under way.
 */
export function createRealmRegistry(options: RealmRegistryOptions): RealmRegistry {
  const { control, collections, furnish, maxOpenRealms, opened, now = () => performance.now() } = options;
  const entries = new Map<string, Entry>();
  let holds = 0;
  const opening = new Map<string, Promise<Entry>>();
  const databases = createDatabaseShare(control);
  const layout = layoutOf(collections);
  const records = control.model(realmRecords);
  let closed = false;

  function add(record: RealmRecord, readAt: number, listed: boolean): Entry {
    const entry: Entry = {
      slug: record.slug,
      open: openRealmHandle({
        control,
        connection: databases.open(record.slug),
        record,
        readAt,
        onGone: () => unlist(entry),
        now,
      }),
      leases: 0,
      usedAt: holds,
      listed,
      closed: false,
    };
    if (listed) entries.set(entry.slug, entry);
    return entry;
  }

  function unlist(entry: Entry): void {
    entry.listed = false;
    if (entries.get(entry.slug) === entry) entries.delete(entry.slug);
    closeIfFree(entry);
  }

  function closeIfFree(entry: Entry): void {
    if (entry.listed || entry.leases > 0 || entry.closed) return;
    entry.closed = true;
    databases.close(entry.slug);
  }

  function evict(): void {
    while (entries.size > maxOpenRealms) {
      const idle = leastRecentlyUsed(entries.values());
      if (idle === undefined) return;
      unlist(idle);
    }
  }

  function release(entry: Entry): void {
    entry.leases -= 1;
    closeIfFree(entry);
    evict();
  }

  function hold(entry: Entry): RealmLease {
    entry.leases += 1;
    entry.usedAt = holds += 1;
    return new Hold(entry, release);
  }

  async function open(slug: string): Promise<Entry> {
    const readAt = now();
    const record = await records
      .findOne({ slug, status: 'ACTIVE' })
      .lean<RealmRecord>()
      .catch((error: unknown) => {
        throw fromStorage(error);
      });
    if (record === null) throw new NotFoundError(`Realm ${slug}`);
    const entry = add(record, readAt, true);
    opened?.(entry.slug);
    if (record.layout !== layout) await upgrade(entry, record);
    return entry;
  }

  /** Adds the collections and indexes that this version has and the one that provisioned the realm had not. */
  async function upgrade(entry: Entry, record: RealmRecord): Promise<void> {
    const lease = hold(entry);
    try {
      const { handle } = entry.open;
      await provisionCollections(handle.connection, collections);
      if (furnish !== undefined) await runInRealm(handle, () => furnish(handle));
      await records.updateOne({ _id: record._id }, { $set: { layout } });
    } catch (error) {
      unlist(entry);
      throw fromStorage(error);
    } finally {
      lease.release();
    }
  }

  function openOnce(slug: string): Promise<Entry> {
    const known = opening.get(slug);
    if (known !== undefined) return known;
    const promise = open(slug).finally(() => opening.delete(slug));
    opening.set(slug, promise);
    return promise;
  }

  function holdListed(entry: Entry): RealmLease {
    const lease = hold(entry);
    evict();
    return lease;
  }

  /** A hold on the realm's entry; undefined if it went while it was opened. */
  async function tryHold(slug: string): Promise<RealmLease | undefined> {
    const running = opening.get(slug);
    const entry = running === undefined ? (entries.get(slug) ?? (await openOnce(slug))) : await running;
    if (!entry.listed) return undefined;
    const lease = holdListed(entry);
    try {
      await entry.open.handle.counters();
      return lease;
    } catch (error) {
      lease.release();
      // Deleted; perhaps another realm has the slug by now.
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  return {
    control,
    async lease(slug) {
      if (!isRealmSlug(slug)) throw new NotFoundError('The realm');
      for (let attempt = 0; attempt < LEASE_ATTEMPTS; attempt += 1) {
        if (closed) throw new UnavailableError('The server is stopping.');
        const lease = await tryHold(slug);
        if (lease !== undefined) return lease;
      }
      throw new NotFoundError(`Realm ${slug}`);
    },
    leaseNow(slug) {
      if (closed || opening.has(slug)) return undefined;
      const entry = entries.get(slug);
      if (entry === undefined) return undefined;
      const counters = entry.open.handle.counters();
      if (!(counters instanceof Promise)) return holdListed(entry);
      // Whoever leases now joins that read, and hears of its error.
      counters.catch(() => undefined);
      return undefined;
    },
    isOpen: (slug) => entries.has(slug),
    leaseUnlisted: (record) => hold(add(record, now(), false)),
    refresh: (slug) => entries.get(slug)?.open.doubt(),
    forget(slug) {
      const entry = entries.get(slug);
      if (entry !== undefined) unlist(entry);
    },
    get size() {
      let leased = 0;
      for (const entry of entries.values()) leased += entry.leases > 0 ? 1 : 0;
      return { open: entries.size, leased };
    },
    async close() {
      closed = true;
      await Promise.allSettled(opening.values());
      for (const entry of [...entries.values()]) unlist(entry);
    },
  };
}

/** What nobody holds and nobody has asked for in the longest time. */
function leastRecentlyUsed(entries: Iterable<Entry>): Entry | undefined {
  let found: Entry | undefined;
  for (const entry of entries) {
    if (entry.leases === 0 && (found === undefined || entry.usedAt < found.usedAt)) found = entry;
  }
  return found;
}

/** A lease: of the prototype, because one is made for every request. */
class Hold implements RealmLease {
  readonly realm: RealmHandle;
  readonly #release: (entry: Entry) => void;
  #entry: Entry | undefined;

  constructor(entry: Entry, release: (entry: Entry) => void) {
    this.realm = entry.open.handle;
    this.#entry = entry;
    this.#release = release;
  }

  release(): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    this.#entry = undefined;
    this.#release(entry);
  }
}

/** Documented, but missing from mongoose's types (9.12). */
interface RemovesDatabases {
  removeDb(name: string): void;
}

/**
 * The connections of realms' databases, counted: an old handle of a deleted realm and the handle of a new one of the
 * same slug share one, and `removeDb` comes with the last.
 */
function createDatabaseShare(control: ControlDatabase): {
  open(slug: string): Connection;
  close(slug: string): void;
} {
  const users = new Map<string, number>();
  return {
    open(slug) {
      const name = realmDatabaseName(control.name, slug);
      users.set(name, (users.get(name) ?? 0) + 1);
      return control.connection.useDb(name, { useCache: true });
    },
    close(slug) {
      const name = realmDatabaseName(control.name, slug);
      const left = (users.get(name) ?? 0) - 1;
      if (left > 0) {
        users.set(name, left);
        return;
      }
      users.delete(name);
      (control.connection as Connection & RemovesDatabases).removeDb(name);
    },
  };
}
