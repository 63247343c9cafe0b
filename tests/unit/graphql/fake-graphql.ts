import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLServices } from '../../../src/graphql/context.js';
import { createGraphQL } from '../../../src/graphql/graphql.module.js';
import { anonymous, type Actor } from '../../../src/kernel/actor.js';
import { NotFoundError, UnauthenticatedError } from '../../../src/kernel/errors.js';
import { realmSettingsSchema } from '../../../src/realms/realm-settings.js';
import type { RealmHandle } from '../../../src/realms/realm.js';
import { accountActorDouble } from '../../support/authority-double.js';

export const ACCOUNT_ID = '0192d1f0-0000-7000-8000-000000000001';

export function fakeRealm(slug: string, corsOrigins: string[] = []): RealmHandle {
  const realm = {
    id: `id of ${slug}`,
    slug,
    name: slug,
    settings: realmSettingsSchema.parse({ corsOrigins }),
  };
  return realm as unknown as RealmHandle;
}

const administrator: Actor = accountActorDouble('acme', ACCOUNT_ID, 'administrator');

export interface FakeServer {
  readonly url: string;
  /** What was logged as an error. */
  readonly logged: unknown[];
  /** How many leases are held. */
  readonly held: () => number;
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly services?: object;
  readonly introspection?: boolean;
  readonly corsOrigins?: string[];
}

/**
 * GraphQL over HTTP as the server mounts it, over services that a test makes up. The realm `acme` exists; the token
 * `good` is its administrator's.
 */
export async function startFakeGraphQL(options: FakeOptions = {}): Promise<FakeServer> {
  const logged: unknown[] = [];
  let held = 0;
  const realm = fakeRealm('acme', options.corsOrigins);
  const lease = () => {
    held += 1;
    return { realm, release: () => void (held -= 1) };
  };
  const handler = createGraphQL(
    { introspection: options.introspection ?? true, graphiql: true },
    {
      services: (options.services ?? {}) as GraphQLServices,
      registry: {
        lease: (slug) =>
          slug === 'acme' ? Promise.resolve(lease()) : Promise.reject(new NotFoundError('The realm')),
      },
      resolveActor: ({ realmName, bearer }) => {
        if (realmName !== 'acme' || (bearer !== undefined && bearer !== 'good')) {
          return Promise.reject(new UnauthenticatedError());
        }
        return Promise.resolve({ lease: lease(), actor: bearer === undefined ? anonymous : administrator });
      },
      logger: { error: (fields: unknown) => void logged.push(fields) } as never,
    },
  );
  const server: Server = createServer((incoming, outgoing) => {
    const scope = { requestId: 'request-1', traceId: undefined };
    handler(incoming, outgoing, {
      requestId: 'request-1',
      clientAddress: '192.0.2.1',
      scope,
      run: <T>(work: () => T): T => work(),
      route: '',
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    logged,
    held: () => held,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
