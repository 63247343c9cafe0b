import { randomBytes } from 'node:crypto';
import { createRealmLifecycle } from '../../src/features/realms/realm-lifecycle.js';
import { systemClock } from '../../src/kernel/clock.js';
import { connectStore } from '../../src/platform/mongo/connect.js';
import { realmCollections } from '../../src/realms/collections.js';
import { openControlDatabase } from '../../src/realms/control-database.js';
import { provisionCollections } from '../../src/realms/provisioning.js';
import type { RealmHandle } from '../../src/realms/realm.js';
import { realmRecords } from '../../src/realms/realm-record.js';
import { createRealmRegistry, type RealmRegistry } from '../../src/realms/registry.js';
import { storeUnderTest } from './store-under-test.js';

/** A real realm in a real store, without a server: for what needs a clock of the test's own. */
export interface RealmUnderTest {
  readonly realm: RealmHandle;
  readonly registry: RealmRegistry;
  /** Makes another realm. */
  create(slug: string): Promise<void>;
  close(): Promise<void>;
}

export async function realmUnderTest(): Promise<RealmUnderTest> {
  const store = await storeUnderTest();
  const database = `realm_${randomBytes(4).toString('hex')}`;
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  const connection = await connectStore({ uri, defaultDatabase: database });
  const control = openControlDatabase(connection.connection);
  await provisionCollections(control.connection, [realmRecords]);
  const registry = createRealmRegistry({ control, collections: realmCollections, maxOpenRealms: 10 });
  const furnish = (): Promise<void> => Promise.resolve();
  const lifecycle = createRealmLifecycle({
    registry,
    collections: realmCollections,
    furnish,
    clock: systemClock,
  });
  await lifecycle.create('acme', 'Acme', {});
  const lease = await registry.lease('acme');
  return {
    realm: lease.realm,
    registry,
    async create(slug) {
      await lifecycle.create(slug, slug, {});
    },
    async close() {
      lease.release();
      await lifecycle.delete('acme');
      await registry.close();
      await connection.client.db(database).dropDatabase();
      await connection.close();
      await store.close();
    },
  };
}
