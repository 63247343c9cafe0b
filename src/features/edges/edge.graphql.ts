import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { edgeFilterInput } from './edge.input.js';
import type { Edge as EdgeShape, Relation as RelationName } from './edge.js';

const Relation = builder.enumType('Relation', {
  description: 'What an edge says of its subject and its object.',
  values: {
    MEMBER: {
      value: 'member',
      description: 'The subject (account or group) belongs to the object (a group).',
    },
    ASSIGNED: { value: 'assigned', description: 'The subject (account or group) holds the object (a role).' },
    INCLUDES: {
      value: 'includes',
      description: 'Whoever holds the subject (a role) holds the object (a role).',
    },
    ATTACHED: {
      value: 'attached',
      description: 'The subject (account, group or role) has what the object (a policy) gives.',
    },
    BOUNDED: {
      value: 'bounded',
      description: 'The subject (account or role) has nothing that the object (a policy) does not allow.',
    },
  } satisfies Record<string, { value: RelationName; description: string }>,
});

const Edge = builder.objectRef<EdgeShape>('Edge');
Edge.implement({
  description:
    'One relationship. Every link in a realm is an edge; groups and roles show them as plain fields, too.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    subject: t.exposeString('subject', {
      description: 'Where it starts: `account:ID`, `group:ID` or `role:ID`.',
    }),
    relation: t.expose('relation', { type: Relation, description: 'What it says.' }),
    object: t.exposeString('object', { description: 'Where it ends: `group:ID`, `role:ID` or `policy:ID`.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const EdgeFilter = builder.inputType('EdgeFilter', {
  description: 'Which edges a list holds.',
  fields: (t) => ({
    subject: t.string({ required: false, description: 'Edges that start here: `group:ID`.' }),
    relation: t.field({
      type: Relation,
      required: false,
      description: 'Edges that say this; together with a subject or an object only.',
    }),
    object: t.string({ required: false, description: 'Edges that end here: `role:ID`.' }),
  }),
});

builder.queryField('edges', (t) =>
  t.field({
    type: connectionType(Edge, 'Edge', 'edges'),
    description: 'The edges of the realm.',
    args: {
      filter: t.arg({
        type: EdgeFilter,
        required: false,
        description: 'Which edges; all if left out.',
        validate: { schema: edgeFilterInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, ...args }, ctx) => {
      const page = pageRequest(args);
      return connectionOf(
        await ctx.services.edges.list(ctx, edgeFilterInput.parse(filter ?? {}), page),
        page.after,
      );
    },
  }),
);
