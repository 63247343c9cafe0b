import type { Logger } from '../../platform/logger/logger.js';
import { runInRealm } from '../../realms/current-realm.js';
import type { RealmLease } from '../../realms/registry.js';
import { sweepDeleted } from './sweep-policies.js';

/** Goes on, some time after a process opens a realm, with what another was interrupted at. */
export interface DeletionSweeper {
  later(slug: string): void;
  stop(): void;
}

export interface DeletionSweeperDeps {
  /** Whether the realm is open still. */
  readonly isOpen: (slug: string) => boolean;
  readonly lease: (slug: string) => Promise<RealmLease>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly delayMs?: number;
}

/** Whoever opened the realm is waiting for something else: this has time. */
const DELAY_MS = 5000;

export function createDeletionSweeper({
  isOpen,
  lease,
  logger,
  delayMs = DELAY_MS,
}: DeletionSweeperDeps): DeletionSweeper {
  const waiting = new Set<NodeJS.Timeout>();

  async function sweep(slug: string): Promise<void> {
    // To open it again would be to sweep it again, and to close another that is in use: whoever opens it next sweeps.
    if (!isOpen(slug)) return;
    const held = await lease(slug);
    const { realm } = held;
    try {
      const count = await runInRealm(realm, () => sweepDeleted(realm));
      if (count > 0) logger.info({ realm: slug, count }, 'Swept what was left of deleted things');
    } finally {
      held.release();
    }
  }

  return {
    later(slug) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        sweep(slug).catch((error: unknown) => {
          logger.warn({ realm: slug, err: error }, 'What is left of deleted things was not swept');
        });
      }, delayMs);
      timer.unref();
      waiting.add(timer);
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
