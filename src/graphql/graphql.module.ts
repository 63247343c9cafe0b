import type { Config } from '../config/config.js';
import type { ResolveActor } from '../features/tokens/resolve-actor.js';
import type { Logger } from '../platform/logger/logger.js';
import type { RealmRegistry } from '../realms/registry.js';
import type { GraphQLServices } from './context.js';
import { createGraphQLHandler, type GraphQLHandler } from './http.js';
import { createSchema } from './schema.js';
import { createAnswerGraphQL } from './yoga.js';

export interface GraphQLModuleDeps {
  readonly services: GraphQLServices;
  readonly resolveActor: ResolveActor;
  readonly registry: Pick<RealmRegistry, 'lease'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** Schema, server and what comes before it, put together: answers the addresses of `isGraphQLUrl`. */
export function createGraphQL(config: Config['graphql'], deps: GraphQLModuleDeps): GraphQLHandler {
  const { logger } = deps;
  const answer = createAnswerGraphQL({ schema: createSchema(), introspection: config.introspection, logger });
  return createGraphQLHandler({ ...deps, answer, graphiql: config.graphiql });
}
