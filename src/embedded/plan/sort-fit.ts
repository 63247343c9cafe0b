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
  const boundArray = order.paths.some(
    (path, i) => order.isMultikey(i) && conjuncts.some((one) => one.path === path),
  );
  let part = 0;
  let reverse: boolean | undefined;
  for (const [path, direction] of sort) {
    const constant = order.paths.indexOf(path);
    if (constant >= 0 && constant < bounds.equalParts && !order.isMultikey(constant)) continue;
    while (part < bounds.equalParts && order.paths[part] !== path) part++;
    // The ranges are disjoint and ascending, so behind the equal parts the index's own order holds.
    if (order.paths[part] !== path) return unsorted;
    // The keys of an array within bounds need not contain the element by which the document is sorted.
    if (order.isMultikey(part) && boundArray) return unsorted;
    const backwards = direction !== order.directions[part];
    if (reverse !== undefined && reverse !== backwards) return unsorted;
    reverse = backwards;
    part++;
  }
  return { sorted: true, reverse: reverse ?? false };
}
