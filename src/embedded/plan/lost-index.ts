import type { Collection } from '../catalog/collection.js';
import type { Plan } from './plan.js';

/** The name of an index that a plan reads and the collection has no more; undefined if it has all of them. */
export function lostIndex({ access }: Plan, { indexes }: Pick<Collection, 'indexes'>): string | undefined {
  if (access.kind === 'or') {
    for (const branch of access.branches) {
      const lost = lostIndex(branch, { indexes });
      if (lost !== undefined) return lost;
    }
    return undefined;
  }
  const index = access.kind === 'index' ? access.order.index : undefined;
  return index === undefined || indexes.some(({ id }) => id === index.id) ? undefined : index.name;
}
