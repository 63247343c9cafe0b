/** As many names of a kind as a token carries. */
export const MAX_NAMES = 50;

// Node refuses requests with more than 16 KiB of headers: two full lists, in base64, must leave room for the rest.
const MAX_NAME_BYTES = 4096;

/** A list of names as a claim, and whether it was cut. */
export interface NameClaim {
  readonly names: string[];
  readonly truncated: boolean;
}

/** At most 50 names and 4 KiB of them, in the order given. */
export function nameClaim(items: readonly { readonly name: string }[]): NameClaim {
  const names: string[] = [];
  let bytes = 0;
  for (const { name } of items) {
    bytes += Buffer.byteLength(name);
    if (names.length === MAX_NAMES || bytes > MAX_NAME_BYTES) return { names, truncated: true };
    names.push(name);
  }
  return { names, truncated: false };
}
