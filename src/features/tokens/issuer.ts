/** Names a realm as OAuth's issuer: `{PUBLIC_URL}/realms/{realm}`. */
export interface Issuers {
  /** The issuer of a realm. */
  of(realmSlug: string): string;
  /** The URL of one of a realm's routes, e.g. `/token`. */
  url(realmSlug: string, route: `/${string}`): string;
}

/**
 * `publicUrl` has no trailing slash. It comes from the configuration or the listening socket, never from a request's
 * Host header, which anyone can write.
 */
export function createIssuers(publicUrl: string): Issuers {
  const of = (realmSlug: string): string => `${publicUrl}/realms/${realmSlug}`;
  return { of, url: (realmSlug, route) => of(realmSlug) + route };
}
