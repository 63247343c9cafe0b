import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, UnavailableError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { fromStorage } from '../../platform/mongo/storage-errors.js';
import type { AnyCollection } from '../../realms/collections.js';
import { runInRealm } from '../../realms/current-realm.js';
import { realmDatabaseName } from '../../realms/database-name.js';
import { layoutOf, provisionCollections } from '../../realms/provisioning.js';
import type { Realm, RealmHandle } from '../../realms/realm.js';
import { realmOf, type RealmClaim, type RealmRecord } from '../../realms/realm-record.js';
import type { RealmRegistry } from '../../realms/registry.js';
import { RealmSlugTakenError } from './realm.errors.js';
import {
  activate,
  claimLeftover,
  insertRecord,
  isClaimedBy,
  leftoverSlugs,
  markDeleting,
  removeRecord,
} from './realm.store.js';

/** How a realm comes and goes: record, database, and what is in it from the start. */
export interface RealmLifecycle {
  /** @throws RealmSlugTakenError if a realm has the slug, or one is being made or deleted under it */
  create(slug: string, name: string, settings: RealmRecord['settings']): Promise<Realm>;
  /** @throws NotFoundError if there is no such realm */
  delete(slug: string): Promise<void>;
  /** Removes what processes that died left half made or half deleted. */
  sweep(): Promise<void>;
}

export interface RealmLifecycleDeps {
  readonly registry: RealmRegistry;
  readonly collections: readonly AnyCollection[];
  /** Makes what every realm has from the start (the built-in roles); repeatable. */
  readonly furnish: (realm: RealmHandle) => Promise<void>;
  readonly clock: Clock;
}

/** Longer than a creation or deletion takes; a claim that is older is a dead process's. */
const CLAIM_MS = 20_000;

/**
 * Safe against a crash at any point: the record says CREATING before anything is made and ACTIVE when all is there,
 * DELETING before anything goes; who finds the leftovers of an expired claim removes them.
 */
export function createRealmLifecycle({
  registry,
  collections,
  furnish,
  clock,
}: RealmLifecycleDeps): RealmLifecycle {
  const { control } = registry;
  const layout = layoutOf(collections);

  function newClaim(): RealmClaim {
    return { owner: newId(), expiresAt: new Date(clock.now().getTime() + CLAIM_MS) };
  }

  async function dropDatabase(slug: string): Promise<void> {
    await control.connection.getClient().db(realmDatabaseName(control.name, slug)).dropDatabase();
  }

  /** True if there was a leftover, which is gone now. */
  async function removeLeftover(slug: string): Promise<boolean> {
    const claim = newClaim();
    const leftover = await claimLeftover(control, slug, claim, clock.now());
    if (leftover === undefined) return false;
    await dropDatabase(slug);
    await removeRecord(control, leftover._id, claim.owner);
    return true;
  }

  async function begin(record: RealmRecord): Promise<void> {
    if (await insertRecord(control, record)) return;
    const removed = await removeLeftover(record.slug);
    if (!removed || !(await insertRecord(control, record))) throw new RealmSlugTakenError(record.slug);
  }

  async function provision(record: RealmRecord): Promise<void> {
    const lease = registry.leaseUnlisted(record);
    try {
      // A write that was under way when a realm of the slug was deleted may have left a collection behind.
      if (await hasCollections(lease.realm.connection)) await dropDatabase(record.slug);
      await provisionCollections(lease.realm.connection, collections);
      await runInRealm(lease.realm, () => furnish(lease.realm));
    } finally {
      lease.release();
    }
  }

  async function complete(record: RealmRecord, owner: string): Promise<Realm> {
    try {
      await provision(record);
      const active = await activate(control, record._id, owner, layout);
      if (active === undefined)
        throw new UnavailableError(`Creating realm ${record.slug} took too long. Try again.`);
      return realmOf(active);
    } catch (error) {
      // Best effort: what cannot be removed now is removed when its claim has expired.
      await removeHalfMade(record, owner).catch(() => undefined);
      throw fromStorage(error);
    }
  }

  async function removeHalfMade(record: RealmRecord, owner: string): Promise<void> {
    if (!(await isClaimedBy(control, record._id, owner))) return;
    await dropDatabase(record.slug);
    await removeRecord(control, record._id, owner);
  }

  return {
    async create(slug, name, settings) {
      const now = clock.now();
      const claim = newClaim();
      const record: RealmRecord = {
        _id: newId(),
        slug,
        name,
        status: 'CREATING',
        claim,
        settings,
        version: 1,
        revision: 1,
        authEpoch: 1,
        createdAt: now,
        updatedAt: now,
      };
      await begin(record);
      return complete(record, claim.owner);
    },

    async delete(slug) {
      const claim = newClaim();
      const record = await markDeleting(control, slug, claim);
      if (record === undefined) {
        if (await removeLeftover(slug)) return;
        throw new NotFoundError(`Realm ${slug}`);
      }
      registry.forget(slug);
      await dropDatabase(slug);
      await removeRecord(control, record._id, claim.owner);
    },

    async sweep() {
      for (const slug of await leftoverSlugs(control, clock.now())) await removeLeftover(slug);
    },
  };
}

async function hasCollections(connection: Connection): Promise<boolean> {
  return (await connection.listCollections()).length > 0;
}
