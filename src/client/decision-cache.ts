/** Answers that may be used again for a moment. */
export interface DecisionCache {
  /** Undefined if there is none that is young enough and of the latest revision that is known. */
  get(key: string): boolean | undefined;
  /** Keeps an answer of a revision; a revision that is newer than all before ends what was kept. */
  set(key: string, decision: boolean, revision: number): void;
}

/**
 * Keeps answers for `maxAgeMs`, and only as long as no answer of a later revision has come: whoever has seen a change
 * of the realm in one answer never gets an older answer after it.
 */
export function createDecisionCache({
  maxAgeMs,
  size,
  now = Date.now,
}: {
  readonly maxAgeMs: number;
  readonly size: number;
  readonly now?: () => number;
}): DecisionCache {
  const kept = new Map<string, { readonly decision: boolean; readonly until: number }>();
  let latest = -1;

  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      if (found.until > now()) return found.decision;
      kept.delete(key);
      return undefined;
    },
    set(key, decision, revision) {
      if (maxAgeMs === 0 || revision < latest) return;
      if (revision > latest) {
        kept.clear();
        latest = revision;
      }
      // All live equally long, so the first in is the first to end.
      kept.delete(key);
      kept.set(key, { decision, until: now() + maxAgeMs });
      for (const oldest of kept.keys()) {
        if (kept.size <= size) break;
        kept.delete(oldest);
      }
    },
  };
}
