import DataLoader from 'dataloader';
import { badCursor } from '../kernel/bad-cursor.js';
import { InvalidInputError } from '../kernel/errors.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, type PageRequest } from '../kernel/page.js';
import type { GraphQLContext } from './context.js';

/** The arguments of a connection. Only forward pages: `before` and `last` are refused. */
export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A page as the connection types resolve it. */
export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount?: () => Promise<number>;
}

const MAX_CURSOR_LENGTH = 2048;

/** @throws InvalidInputError that names the argument and says what is allowed */
export function pageRequest({ first, after }: ConnectionArguments): PageRequest {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new InvalidInputError([{ path: ['first'], message: `must be 1 to ${MAX_PAGE_SIZE}` }]);
  }
  if (typeof after !== 'string') return { first: size };
  if (after === '' || after.length > MAX_CURSOR_LENGTH) {
    throw badCursor();
  }
  return { first: size, after };
}

/** A page as a connection; `after` is what it was asked for with. */
export function connectionOf<T>(page: Page<T>, after: string | undefined): Connection<T> {
  const { items, cursors, hasNextPage } = page;
  const edges = items.map((node, index) => ({ cursor: cursors[index] ?? '', node }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  };
}

/** Loads one page of a relation for many parents: a page for each id, in their order. */
export type LoadPages<T> = (
  ctx: GraphQLContext,
  ids: readonly string[],
  page: PageRequest,
) => Promise<readonly Page<T>[]>;

/** The same for one parent if it is known without waiting. */
export type KnownPage<T> = (ctx: GraphQLContext, id: string, page: PageRequest) => Page<T> | undefined;

/** Resolves a relation of the thing with an id. */
export type ResolveRelation<T> = (
  ctx: GraphQLContext,
  id: string,
  args: ConnectionArguments,
) => Connection<T> | Promise<Connection<T>>;

/** What the parents of an operation that ask with the same arguments share. */
interface Asked<T> {
  readonly page: PageRequest;
  readonly loader: DataLoader<string, Connection<T>>;
}

/**
 * The resolver of a relation whose pages are loaded together for all parents of an operation, however many there are:
 * parents that ask with the same arguments (a field in a list does) share one load. `known` is asked first: an answer
 * that needs no waiting spares graphql-js the promises of everything below it.
 */
export function relation<T>(load: LoadPages<T>, known?: KnownPage<T>): ResolveRelation<T> {
  const operations = new WeakMap<GraphQLContext, Map<string, Asked<T>>>();

  function ask(ctx: GraphQLContext, args: ConnectionArguments): Asked<T> {
    let asked = operations.get(ctx);
    if (asked === undefined) operations.set(ctx, (asked = new Map<string, Asked<T>>()));
    const key = `${args.first ?? ''},${args.after ?? ''}`;
    let same = asked.get(key);
    if (same === undefined) {
      const page = pageRequest(args);
      const loader = new DataLoader<string, Connection<T>>(async (ids) => {
        const pages = await load(ctx, ids, page);
        return pages.map((found) => connectionOf(found, page.after));
      });
      asked.set(key, (same = { page, loader }));
    }
    return same;
  }

  return (ctx, id, args) => {
    const { page, loader } = ask(ctx, args);
    const found = known?.(ctx, id, page);
    return found === undefined ? loader.load(id) : connectionOf(found, page.after);
  };
}
