/** The context key of a resource's tag in conditions. */
export function resourceTagKey(key: string): string {
  return `aws:ResourceTag/${key}`;
}

/** The context key of the account that a resource belongs to. */
export const resourceOwnerKey = 'reeve:ResourceOwner';
