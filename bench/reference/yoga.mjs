// A bare Yoga server: Reeve's printed schema, the same document, DataLoader, and plain objects in memory.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';

const ACCOUNTS = 50;
const GROUPS_EACH = 3;
const id = (kind, index) => `0192d1f0-0000-7000-8000-${kind}${String(index).padStart(11, '0')}`;

const groups = Array.from({ length: 10 }, (_, index) => ({ id: id('a', index), name: `group-${index}` }));
const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({
  __typename: 'Account',
  id: id('b', index),
  email: `user${index}@example.com`,
  name: `User ${index}`,
  status: 'ACTIVE',
}));
const groupsOf = new Map(
  accounts.map((account, index) => [
    account.id,
    Array.from({ length: GROUPS_EACH }, (_, offset) => groups[(index + offset) % groups.length]),
  ]),
);

const connection = (nodes, first) => {
  const edges = nodes.slice(0, first).map((node) => ({ cursor: node.id, node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: nodes.length > first,
      hasPreviousPage: false,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};

const yoga = createYoga({
  logging: false,
  graphiql: false,
  landingPage: false,
  schema: createSchema({
    typeDefs: readFileSync('schema/schema.graphql', 'utf8'),
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
    resolvers: {
      Query: { accounts: (_root, { first }) => connection(accounts, first) },
      Account: {
        groups: async (account, { first }, { loaders }) =>
          connection(await loaders.groups.load(account.id), first),
      },
    },
  }),
  context: () => ({
    loaders: { groups: new DataLoader(async (ids) => ids.map((accountId) => groupsOf.get(accountId) ?? [])) },
  }),
});

createServer((request, response) => {
  if (request.url === '/ready') response.writeHead(200).end();
  else void yoga.handle(request, response);
}).listen(Number(process.argv[2]), '127.0.0.1');
