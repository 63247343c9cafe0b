import type { Conjunct } from '../query/filter-analysis.js';
import type { Bounds, KeyOrder } from './bounds.js';

export type SortPattern = readonly (readonly [path: string, direction: 1 | -1])[];

export interface SortFit {
  readonly sorted: boolean;
  readonly reverse: boolean;
}

/** Whether reading an index within its bounds, forwards or backwards, gives a sort's order. */
export function sortFit(
  order: KeyOrder,
  bounds: Bounds,
  conjuncts: readonly Conjunct[],
  sort: SortPattern | undefined,
): SortFit {
  if (sort === undefined) return { sorted: true, reverse: false };
  const unsorted = { sorted: false, reverse: false };
  if (!order.exact) return unsorted;
  // Ranges apart in one part are in order by that part; by later parts they would have to be merged.
  const lastOrdered = bounds.ranges.length > 1 ? bounds.equalParts : order.paths.length;
  const boundArray = order.paths.some(
    (path, i) => order.isMultikey(i) && conjuncts.some((one) => one.path === path),
  );
  let part = 0;
  let reverse: boolean | undefined;
  for (const [path, direction] of sort) {
    const constant = order.paths.indexOf(path);
    if (constant >= 0 && constant < bounds.equalParts && !order.isMultikey(constant)) continue;
    while (part < bounds.equalParts && order.paths[part] !== path) part++;
    if (order.paths[part] !== path || part > lastOrdered) return unsorted;
    // The keys of an array within bounds need not contain the element by which the document is sorted.
    if (order.isMultikey(part) && boundArray) return unsorted;
    const backwards = direction !== order.directions[part];
    if (reverse !== undefined && reverse !== backwards) return unsorted;
    reverse = backwards;
    part++;
  }
  return { sorted: true, reverse: reverse ?? false };
}
