/** The account whom one of Reeve's own names belongs to, where the name itself says so: an account is its own. */
export function ownerOf(realmSlug: string, resource: string): string | undefined {
  const prefix = `rn:${realmSlug}:iam:account/`;
  return resource.startsWith(prefix) ? resource.slice(prefix.length) : undefined;
}
