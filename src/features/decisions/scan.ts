/** A search that looks at one thing after the other and keeps those of which something is so. */
export interface Scan<T> {
  /** At most so many are found. */
  readonly limit: number;
  /** Behind which key to begin. */
  readonly after: string | undefined;
  /** The things behind a key, in the order of their keys. */
  readonly next: (after: string | undefined, first: number) => Promise<readonly T[]>;
  readonly keyOf: (item: T) => string;
  /** Of which it is so, in their order; asked of many at once, so that what decides is loaded together. */
  readonly test: (items: readonly T[]) => Promise<readonly boolean[]>;
}

export interface Scanned<T> {
  readonly items: readonly T[];
  /** The key behind which to go on; undefined at the end. */
  readonly after: string | undefined;
  /** It stopped because it had looked at enough, not because it had found enough. */
  readonly cut: boolean;
}

/** What one scan looks at before it answers with what it has. */
export const MAX_SCANNED = 2000;
const CHUNK = 200;

/** Looks at things in the order of their keys until enough is found, or enough has been looked at. */
export async function scan<T>({ limit, after, next, keyOf, test }: Scan<T>): Promise<Scanned<T>> {
  const found: T[] = [];
  let last = after;
  for (let scanned = 0; scanned < MAX_SCANNED;) {
    const items = await next(last, CHUNK);
    const verdicts = await test(items);
    for (const [at, item] of items.entries()) {
      last = keyOf(item);
      if (verdicts[at] === true) found.push(item);
      if (found.length === limit) {
        const more = at < items.length - 1 || items.length === CHUNK;
        return { items: found, after: more ? last : undefined, cut: false };
      }
    }
    if (items.length < CHUNK) return { items: found, after: undefined, cut: false };
    scanned += items.length;
  }
  return { items: found, after: last, cut: true };
}
