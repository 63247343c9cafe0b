import { randomBytes } from 'node:crypto';
import { activeAccounts, existingAccounts } from '../../src/features/accounts/find-account.js';
import { insertAccount } from '../../src/features/accounts/account.store.js';
import { createAuthorizationModule } from '../../src/features/authorization/authorization.module.js';
import { createGraphModule } from '../../src/features/edges/graph.module.js';
import { createRealmLifecycle } from '../../src/features/realms/realm-lifecycle.js';
import { ensureBuiltIns } from '../../src/features/roles/built-in-roles.js';
import { systemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { connectStore } from '../../src/platform/mongo/connect.js';
import { realmCollections } from '../../src/realms/collections.js';
import { openControlDatabase } from '../../src/realms/control-database.js';
import { provisionCollections } from '../../src/realms/provisioning.js';
import type { RealmHandle } from '../../src/realms/realm.js';
import { realmRecords } from '../../src/realms/realm-record.js';
import { createRealmRegistry, type RealmRegistry } from '../../src/realms/registry.js';
import type { RequestContext } from '../../src/realms/request-context.js';
import { storeUnderTest } from './store-under-test.js';

/** What a process of Reeve has of one realm: groups, roles and decisions, over a store that it shares. */
export type ProcessInRealm = ReturnType<typeof createGraphModule> &
  ReturnType<typeof createAuthorizationModule> & {
    readonly realm: RealmHandle;
    /** The server itself, which may do anything. */
    readonly ctx: RequestContext;
  };

export interface TwoProcesses {
  /** Makes a realm (`system` is there from the start) and opens it in both. */
  realm(slug?: string): Promise<[ProcessInRealm, ProcessInRealm]>;
  close(): Promise<void>;
}

/** Two processes on one store, each with its own connection and caches. */
export async function twoProcesses(): Promise<TwoProcesses> {
  const store = await storeUnderTest();
  const database = `two_${randomBytes(4).toString('hex')}`;
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  const connections = [
    await connectStore({ uri, defaultDatabase: database }),
    await connectStore({ uri, defaultDatabase: database }),
  ] as const;
  const registries: RealmRegistry[] = [];
  for (const { connection } of connections) {
    const control = openControlDatabase(connection);
    await provisionCollections(control.connection, [realmRecords]);
    registries.push(createRealmRegistry({ control, collections: realmCollections, maxOpenRealms: 100 }));
  }
  const [registry, other] = registries;
  if (registry === undefined || other === undefined) throw new Error('Both processes are needed.');
  const lifecycle = createRealmLifecycle({
    registry,
    collections: realmCollections,
    furnish: async (realm) => {
      await ensureBuiltIns(realm, systemClock);
    },
    clock: systemClock,
  });
  await lifecycle.create('system', 'system', {});

  const modules = [registry, other].map((own) => createAuthorizationModule({ registry: own }));
  const open = async (slug: string, index: 0 | 1): Promise<ProcessInRealm> => {
    const { realm } = await (index === 0 ? registry : other).lease(slug);
    const [module0, module1] = modules;
    const authorization = index === 0 ? module0 : module1;
    if (authorization === undefined) throw new Error('Both processes are needed.');
    const graph = createGraphModule({
      clock: systemClock,
      existingAccounts,
      activeAccounts,
      grants: authorization.grants,
    });
    const actor = { kind: 'internal', name: 'test' } as const;
    return { ...graph, ...authorization, realm, ctx: { realm, actor, requestId: 'test', clientAddress: '' } };
  };

  return {
    async realm(slug = `r${randomBytes(6).toString('hex')}`) {
      if (slug !== 'system') await lifecycle.create(slug, slug, {});
      return [await open(slug, 0), await open(slug, 1)];
    },
    async close() {
      const [{ client }] = connections;
      const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
      for (const { name } of databases) if (name.startsWith(database)) await client.db(name).dropDatabase();
      await Promise.all(connections.map((each) => each.close()));
      await store.close();
    },
  };
}

/** An account without credentials; answers its id. */
export async function insertTestAccount(
  realm: RealmHandle,
  attributes: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<string> {
  const _id = newId();
  const now = new Date();
  const email = `user-${randomBytes(6).toString('hex')}@example.com`;
  const state = { kind: 'USER', status: 'ACTIVE', attributes, version: 1 } as const;
  const keys = { loginKey: email, nameKey: _id };
  await insertAccount(realm, { _id, ...state, email, ...keys, createdAt: now, updatedAt: now });
  return _id;
}
