/** Nobody may keep an answer that holds a token or a secret. */
export const NO_STORE = { 'Cache-Control': 'no-store' } as const;

/**
 * For the public documents of a realm. Verifiers that meet an unknown `kid` read the keys again; the others need not ask
 * all the time. What a cache keeps for one origin it must not give to another: only the answer to a page says that the
 * page may read it.
 */
export const PUBLIC = { 'Cache-Control': 'public, max-age=300', Vary: 'Origin' } as const;
