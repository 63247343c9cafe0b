/** A forward keyset page: at most `first` items after the cursor `after` (opaque, from an earlier page). */
export interface PageRequest {
  readonly first: number;
  readonly after?: string | undefined;
}

/** One page; `cursors[i]` belongs to `items[i]`. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
}

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
