import { firstStart, type MadeAdministrator } from './bootstrap/first-start.js';
import { isLoopback } from './bootstrap/loopback.js';
import { openKeyRing } from './bootstrap/open-key-ring.js';
import { openStore, type OpenStore } from './bootstrap/open-store.js';
import type { Config } from './config/config.js';
import type { StartingStore } from './bootstrap/start-store.js';
import { createAccountService, type AccountService } from './features/accounts/account.service.js';
import { ensureUser } from './features/accounts/ensure-user.js';
import { activeAccounts, existingAccounts } from './features/accounts/find-account.js';
import type { Authorities } from './features/authorization/authorities.js';
import type { Grants } from './features/authorization/grant.js';
import { createAuthorizationModule } from './features/authorization/authorization.module.js';
import type { ClientSecrets } from './features/credentials/client-secrets.js';
import { createCredentialModule } from './features/credentials/credential.module.js';
import type { CredentialService } from './features/credentials/credential.service.js';
import type { DecisionService } from './features/decisions/decision.service.js';
import type { Decisions } from './features/decisions/decisions.js';
import { createGraphModule, type GraphModule } from './features/edges/graph.module.js';
import {
  createGatewayRouteService,
  type GatewayRouteService,
} from './features/gateways/gateway-route.service.js';
import { createKeyService, type KeyService } from './features/keys/key.service.js';
import { deriveAgain } from './features/policies/derive-again.js';
import { createDeletionSweeper } from './features/policies/deletion-sweeper.js';
import { createPolicyModule } from './features/policies/policy.module.js';
import type { PolicyServices } from './features/policies/policy-services.js';
import { createRealmLifecycle } from './features/realms/realm-lifecycle.js';
import { oldestSlug } from './features/realms/realm.store.js';
import { createRealmService, type RealmService } from './features/realms/realm.service.js';
import { ensureBuiltIns, grantAdministrator } from './features/roles/built-in-roles.js';
import { createResourceModule } from './features/resources/resource.module.js';
import type { ResourceService } from './features/resources/resource.service.js';
import { createSimulationModule } from './features/simulation/simulation.module.js';
import type { SimulationService } from './features/simulation/simulation.service.js';
import type { RefreshFamilies } from './features/sessions/refresh-family.service.js';
import { createSessionModule } from './features/sessions/session.module.js';
import type { SessionService } from './features/sessions/session.service.js';
import { throttleRecords } from './features/throttling/throttle.store.js';
import { systemClock, type Clock } from './kernel/clock.js';
import type { Logger } from './platform/logger/logger.js';
import { createPasswordHashing } from './platform/password-hashing/password-hashing.js';
import { metrics } from './platform/telemetry/metrics.js';
import { realmCollections } from './realms/collections.js';
import { openControlDatabase } from './realms/control-database.js';
import { installations } from './realms/installation.js';
import { provisionCollections } from './realms/provisioning.js';
import { realmRecords } from './realms/realm-record.js';
import type { RealmHandle } from './realms/realm.js';
import { createRealmRegistry, type RealmRegistry } from './realms/registry.js';

/** Every use case, and what they stand on: all of Reeve but HTTP. The server and the command line both use it. */
export interface Core
  extends Pick<GraphModule, 'edges' | 'groups' | 'roles' | 'memberships'>, PolicyServices {
  readonly registry: RealmRegistry;
  readonly authorities: Authorities;
  /** Guards the passing on of power. */
  readonly grants: Grants;
  /** Answers questions, for every way of asking. */
  readonly asker: Decisions;
  readonly decisions: DecisionService;
  readonly clock: Clock;
  readonly realms: RealmService;
  readonly keys: KeyService;
  readonly accounts: AccountService;
  readonly credentials: CredentialService;
  readonly resources: ResourceService;
  readonly gatewayRoutes: GatewayRouteService;
  readonly simulation: SimulationService;
  readonly clientSecrets: ClientSecrets;
  readonly sessions: SessionService;
  readonly families: RefreshFamilies;
  /** Which store it is, for a person. */
  readonly storeDescription: string;
  /** Nothing was stored before this start. */
  readonly isFirstStart: boolean;
  /** Who the first start made. */
  readonly administrators: readonly MadeAdministrator[];
  /** The slug of the oldest realm but `system`. */
  oldestRealm(): Promise<string | undefined>;
  /** Resolves if the store answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CoreOptions {
  readonly logger: Logger;
  /** True for commands of the command line, which may work beside a running server on the embedded store. */
  readonly besideOwner: boolean;
  /** The embedded store, if its start is under way already. */
  readonly startingStore?: StartingStore | undefined;
}

const PING_MS = 2000;

/**
 * Opens the store, finishes the first start if there is one to finish, and puts the services together.
 *
 * @throws StartError, UnavailableError: what a person has to mend before Reeve can start
 */
export async function openCore(
  config: Config,
  { logger, besideOwner, startingStore }: CoreOptions,
): Promise<Core> {
  const store = await openStore(config, { besideOwner, starting: startingStore });
  try {
    return await compose(config, logger, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function compose(config: Config, logger: Logger, store: OpenStore): Promise<Core> {
  const clock = systemClock;
  const { secretsDir } = store;
  const control = openControlDatabase(store.connection.connection);
  await provisionCollections(control.connection, [realmRecords, installations, throttleRecords]);
  const keyRing = await openKeyRing(control, { configured: config.masterKeys, secretsDir });
  const { maxOpenRealms } = config;
  const furnish = async (realm: RealmHandle): Promise<void> => {
    await ensureBuiltIns(realm, clock);
  };
  const sweeper = createDeletionSweeper({
    isOpen: (slug) => registry.isOpen(slug),
    lease: (slug) => registry.lease(slug),
    logger,
  });
  const registry = createRealmRegistry({
    control,
    collections: realmCollections,
    furnish: async (realm) => {
      await furnish(realm);
      await deriveAgain(realm);
    },
    maxOpenRealms,
    opened: (slug) => sweeper.later(slug),
  });
  const hashing = createPasswordHashing({
    concurrency: config.hashingConcurrency,
    observe: (algorithm, seconds) => metrics.passwordHash(algorithm, seconds),
  });
  metrics.readHashQueue(() => hashing.queueLength);
  metrics.readOpenRealms(() => registry.size.open);

  const { authorities, asker, decisions, grants, sources } = createAuthorizationModule({ registry });
  const { resources } = createResourceModule({ clock, grants });
  const { simulation } = createSimulationModule({ sources, authorities });
  const graph = createGraphModule({ clock, existingAccounts, activeAccounts, grants });
  const lifecycle = createRealmLifecycle({
    registry,
    collections: realmCollections,
    furnish,
    clock,
  });
  const sessions = createSessionModule({ clock, logger, moreLoginsFollow: () => hashing.isBusy });
  const credentials = createCredentialModule({
    control,
    keyRing,
    clock,
    hashing,
    isKnownAddress: (realm, accountId, address) => sessions.service.isKnownAddress(realm, accountId, address),
    rateLimit: config.rateLimit,
    grants,
  });

  await lifecycle.sweep();
  const { isFirst: isFirstStart, administrators } = await firstStart(
    {
      registry,
      lifecycle,
      clock,
      ensureUser: (realm, user) => ensureUser({ clock, hashing }, realm, user),
      grantAdministrator: (realm, accountId) => grantAdministrator(realm, accountId, clock),
    },
    {
      ...config.firstAdministrator,
      secretsDir,
      demo:
        config.store.kind === 'embedded' &&
        config.environment !== 'production' &&
        isLoopback(config.http.host),
    },
  );

  return {
    registry,
    clock,
    realms: createRealmService({ registry, lifecycle, clock }),
    keys: createKeyService({ keyRing, clock, logger }),
    accounts: createAccountService({
      clock,
      hashing,
      administratorGuard: graph.administratorGuard,
      grants,
    }),
    credentials: credentials.service,
    clientSecrets: credentials.clientSecrets,
    sessions: sessions.service,
    families: sessions.families,
    edges: graph.edges,
    groups: graph.groups,
    roles: graph.roles,
    resources,
    gatewayRoutes: createGatewayRouteService({ clock }),
    simulation,
    ...createPolicyModule({ clock, existingAccounts, grants }),
    memberships: graph.memberships,
    authorities,
    grants,
    asker,
    decisions,
    storeDescription: store.description,
    isFirstStart,
    administrators,
    oldestRealm: () => oldestSlug(control),
    async ping() {
      await store.connection.client.db(control.name).command({ ping: 1 }, { timeoutMS: PING_MS });
    },
    async close() {
      sweeper.stop();
      await registry.close();
      await store.close();
    },
  };
}
