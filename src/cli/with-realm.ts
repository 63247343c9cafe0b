import { pino } from 'pino';
import { loadConfig } from '../config/load-config.js';
import { openCore, type Core } from '../core.js';
import { newId } from '../kernel/ids.js';
import { createLogger } from '../platform/logger/logger.js';
import { runInRealm } from '../realms/current-realm.js';
import type { RequestContext } from '../realms/request-context.js';

/**
 * Runs `work` with the server's own services in one realm, as the operator. Works beside a running server, and without
 * one. Throws NotFoundError if there is no such realm.
 */
export async function withRealm<T>(
  slug: string,
  work: (core: Core, ctx: RequestContext) => Promise<T>,
): Promise<T> {
  const config = loadConfig();
  const logger = createLogger(config, pino.destination({ dest: 2, sync: true }));
  logger.level = 'warn';
  const core = await openCore(config, { logger, besideOwner: true });
  try {
    const lease = await core.registry.lease(slug);
    const ctx: RequestContext = {
      realm: lease.realm,
      actor: { kind: 'internal', name: 'cli' },
      requestId: newId(),
      clientAddress: 'cli',
    };
    try {
      return await runInRealm(lease.realm, () => work(core, ctx));
    } finally {
      lease.release();
    }
  } finally {
    await core.close();
  }
}
