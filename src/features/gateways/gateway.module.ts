import type { Logger } from '../../platform/logger/logger.js';
import type { RealmRegistry } from '../../realms/registry.js';
import type { Listener } from '../../rest/in-front.js';
import type { Decisions } from '../decisions/decisions.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { allRoutes } from './gateway-route.store.js';
import { createGatewayListener } from './gateway.listener.js';
import { createGatewayService } from './gateway.service.js';
import { createRouteTables } from './route-tables.js';

export interface GatewayModuleDeps {
  readonly registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly decisions: Decisions;
  readonly logger: Pick<Logger, 'error'>;
}

/** What answers gateways, put together. */
export function createGatewayModule({
  registry,
  authenticator,
  decisions,
  logger,
}: GatewayModuleDeps): Listener {
  const service = createGatewayService({ tables: createRouteTables({ all: allRoutes }), decisions });
  return createGatewayListener({ registry, authenticator, service, logger });
}
