import { InvalidInputError, NotFoundError } from '../kernel/errors.js';
import { isId } from '../kernel/ids.js';
import { builder } from './builder.js';
import type { GraphQLContext } from './context.js';

/** Loads a thing by id; a NotFoundError says that there is none, or none that the caller may see. */
type LoadNode = (ctx: GraphQLContext, id: string) => Promise<object>;

const types = new Map<string, LoadNode>();
/** Of which type a thing is that `node` found: ids say nothing of it. */
const foundTypes = new WeakMap<object, string>();

export const Node = builder.interfaceRef<{ readonly id: string }>('Node');
Node.implement({
  description: 'Whatever has an id. Ids are UUIDs, the same in GraphQL, REST and tokens.',
  resolveType: (value) => foundTypes.get(value),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID, unique in its realm among things of every type.' }),
  }),
});

/** Makes things of a type reachable by `node(id)`. */
export function registerNode(typeName: string, load: LoadNode): void {
  types.set(typeName, load);
}

/** The value of a load, or null if there is nothing that the caller may see. */
export async function orNull<T>(load: Promise<T>): Promise<T | null> {
  try {
    return await load;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    description:
      'The thing with an id, of whatever type; null if there is none, or none that the caller may see.',
    args: { id: t.arg.id({ description: 'A UUID in lower case.' }) },
    complexity: types.size,
    resolve: async (_root, { id }, ctx) => {
      if (!isId(id)) throw new InvalidInputError([{ path: ['id'], message: 'must be a UUID in lower case' }]);
      const found = await Promise.all(
        [...types].map(async ([typeName, load]) => ({ typeName, thing: await orNull(load(ctx, id)) })),
      );
      const match = found.find(({ thing }) => thing !== null);
      if (match?.thing == null) return null;
      foundTypes.set(match.thing, match.typeName);
      return match.thing as { readonly id: string };
    },
  }),
);
