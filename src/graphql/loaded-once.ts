import DataLoader from 'dataloader';
import type { GraphQLContext } from './context.js';

/**
 * The resolver of a relation to at most one thing, loaded together for all parents of an operation; null where there is
 * none.
 */
export function loadedOnce<T>(
  load: (ctx: GraphQLContext, ids: readonly string[]) => Promise<readonly (T | undefined)[]>,
): (ctx: GraphQLContext, id: string) => Promise<T | null> {
  const operations = new WeakMap<GraphQLContext, DataLoader<string, T | null>>();
  return (ctx, id) => {
    let loader = operations.get(ctx);
    if (loader === undefined) {
      loader = new DataLoader(async (ids) => (await load(ctx, ids)).map((thing) => thing ?? null));
      operations.set(ctx, loader);
    }
    return loader.load(id);
  };
}
