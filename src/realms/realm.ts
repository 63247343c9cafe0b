import type { Connection, ClientSession, Model, Schema } from 'mongoose';
import type { ChangeTracker } from './change-tracker.js';
import type { RealmSettings } from './realm-settings.js';

/** A tenant as the control database keeps it. */
export interface Realm {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly settings: RealmSettings;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The slug of the realm that holds the server's own administrators. */
export const SYSTEM_REALM = 'system';

const SLUG = /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** True for what a realm may be called. */
export function isRealmSlug(value: string): boolean {
  return SLUG.test(value);
}

/** The two counters by which caches know that they are current. */
export interface RealmCounters {
  /** Raised by every write that can change a decision. */
  readonly revision: number;
  /** Raised by every write that can end a token's life: session, account, secret or password. */
  readonly authEpoch: number;
}

/** How one collection of a realm is stored. Each feature's `x.store.ts` exports one as a constant. */
export interface CollectionDefinition<T> {
  readonly collection: string;
  readonly schema: Schema<T>;
  /** Index specifications, created by provisioning (autoIndex is off). */
  readonly indexes: readonly {
    readonly key: Readonly<Record<string, 1 | -1>>;
    readonly options?: IndexOptions;
  }[];
  /** Raised when records are to keep other things that are made out from their content: realms are then gone through. */
  readonly derivation?: number;
}

export interface IndexOptions {
  readonly name?: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  readonly expireAfterSeconds?: number;
}

/** A realm that is open for work. Stores take one as their first argument; there is no ambient tenant. */
export interface RealmHandle extends Realm {
  readonly connection: Connection;
  /** The model of a collection in this realm's database, compiled at first use. */
  model<T>(definition: CollectionDefinition<T>): Model<T>;
  /**
   * The counters, confirmed in the store at most 500 ms ago: synchronous when they are, else one shared read.
   * A cache may serve what it derived at these counters. Throws UnavailableError if the store is away.
   */
  counters(): RealmCounters | Promise<RealmCounters>;
  /**
   * The counters, where the revision is at least this: read anew if what is known is older.
   *
   * @throws RevisionNotReachedError if the realm has no such revision yet
   */
  countersAtLeast(revision: number): RealmCounters | Promise<RealmCounters>;
  /** Which things the revisions touched, as far as this process knows. */
  readonly changes: ChangeTracker;
  /**
   * Runs `work` in one transaction (retried as the driver does, so `work` must be repeatable), then raises the named
   * counters as its last write; after the commit this process knows the new counters at once.
   *
   * @param touched where `revision` is raised: the things whose part in decisions changed (`account:ID`, `group:ID`,
   *   `role:ID`, `policy:ID`, `guardrails`, `resource:NAME`; of an edge, its subject), so that caches forget those
   *   only. Left out, they forget everything.
   */
  transaction<R>(
    raises: readonly (keyof RealmCounters)[],
    work: (session: ClientSession) => Promise<R>,
    touched?: Touched<R>,
  ): Promise<{ readonly result: R; readonly counters: RealmCounters }>;
  /** The revision that a running transaction sees. */
  revisionIn(session: ClientSession): Promise<number>;
  /**
   * Runs reads that see the realm as it is at one revision, whatever others write meanwhile. `work` must be
   * repeatable.
   */
  snapshot<R>(work: (session: ClientSession, revision: number) => Promise<R>): Promise<R>;
}

/** The names of what a transaction touched, or how they follow from its result. */
export type Touched<R> = readonly string[] | ((result: R) => readonly string[]);
