import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { asValue, ErrorInterface } from '../../graphql/errors.js';
import { orNull } from '../../graphql/node.js';
import { deregisterResourcesInput, MAX_BULK_RESOURCES, resourceFilterInput } from './resource.input.js';
import type { RegistrationOutcome } from './resource.service.js';
import type { Resource as ResourceShape } from './resource.js';

const Resource = builder.objectRef<ResourceShape>('Resource');
Resource.implement({
  description:
    'Something of an application that the realm knows by name, so that decisions know its tags and owner.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Its name in policies, unique in the realm: `rn:acme:orders:order/42`.',
    }),
    type: t.exposeString('type', { description: '`order`, or `orders/order`: a kind of a service.' }),
    resourceId: t.string({
      description: 'What its application calls it.',
      resolve: ({ id }) => id,
    }),
    tags: t.expose('tags', { type: 'Attributes', description: 'In conditions: `aws:ResourceTag/KEY`.' }),
    owner: t.exposeID('owner', {
      nullable: true,
      description: 'The account that it belongs to; in conditions: `reeve:ResourceOwner`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first registered.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last registered.' }),
  }),
});

const ResourceFilter = builder.inputType('ResourceFilter', {
  description: 'Which resources a list holds.',
  fields: (t) => ({
    type: t.string({ required: false, description: 'Those of this type.' }),
    namePrefix: t.string({ required: false, description: 'Names that start with this.' }),
  }),
});

builder.queryFields((t) => ({
  resource: t.field({
    type: Resource,
    nullable: true,
    description: 'A registered resource by name; null if there is none, or none that the caller may see.',
    args: { name: t.arg.string({ description: 'Its name in policies.' }) },
    resolve: (_root, { name }, ctx) => orNull(ctx.services.resources.get(ctx, name)),
  }),
  resources: t.field({
    type: connectionType(Resource, 'Resource', 'resources'),
    description: 'The registered resources of the realm, by name.',
    args: {
      filter: t.arg({
        type: ResourceFilter,
        required: false,
        description: 'Which resources; all if left out.',
        validate: { schema: resourceFilterInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, ...args }, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.resources.list(ctx, filter ?? {}, page), page.after);
    },
  }),
}));

const RegisteredResourceInput = builder.inputType('RegisteredResourceInput', {
  description: 'A resource to register.',
  fields: (t) => ({
    type: t.string({ description: '`order`, or `orders/order`: a kind of a service.' }),
    id: t.string({
      description: 'What its application calls it, or its whole name (`rn:...`, `arn:...`).',
    }),
    tags: t.field({ type: 'Attributes', required: false, description: 'Up to 50 texts by key.' }),
    owner: t.id({ required: false, description: 'The account that it belongs to.' }),
  }),
});

const RegisterResourcesInput = builder.inputType('RegisterResourcesInput', {
  description: 'Resources to register.',
  fields: (t) => ({
    resources: t.field({ type: [RegisteredResourceInput], description: `At most ${MAX_BULK_RESOURCES}.` }),
  }),
});

const ResourceRegistration = builder.objectRef<RegistrationOutcome>('ResourceRegistration');
ResourceRegistration.implement({
  description: 'What became of one resource of a registration.',
  fields: (t) => ({
    resource: t.field({
      type: Resource,
      nullable: true,
      description: 'The resource; null if it was refused.',
      resolve: (outcome) => (outcome.ok ? outcome.resource : null),
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why it was refused.',
      resolve: (outcome) => (outcome.ok ? null : asValue(outcome.error)),
    }),
  }),
});

const ResourcesRegistration = builder.objectRef<{ readonly outcomes: readonly RegistrationOutcome[] }>(
  'ResourcesRegistration',
);
ResourcesRegistration.implement({
  description: 'What became of a registration.',
  fields: (t) => ({
    registeredCount: t.int({
      description: 'How many were registered.',
      resolve: ({ outcomes }) => outcomes.filter(({ ok }) => ok).length,
    }),
    results: t.field({
      type: [ResourceRegistration],
      description: 'One answer for each resource, in the order of the input.',
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

const DeregisterResourcesInput = builder.inputType('DeregisterResourcesInput', {
  description: 'Resources to forget.',
  fields: (t) => ({
    names: t.stringList({ description: `Their names in policies, at most ${MAX_BULK_RESOURCES}.` }),
  }),
});

const ResourcesDeregistration = builder.objectRef<{ readonly names: readonly string[] }>(
  'ResourcesDeregistration',
);
ResourcesDeregistration.implement({
  description: 'Which resources were forgotten.',
  fields: (t) => ({
    names: t.stringList({
      description: 'Of those that were registered.',
      resolve: ({ names }) => [...names],
    }),
  }),
});

builder.mutationFields((t) => ({
  registerResources: t.field({
    type: ResourcesRegistration,
    description:
      'Registers resources of applications; of those that are registered already, sets tags and owner. A refused one does not hinder the others.',
    args: {
      input: t.arg({ type: RegisterResourcesInput, description: 'The resources.' }),
    },
    errors: {},
    resolve: async (_root, { input }, ctx) => ({
      outcomes: await ctx.services.resources.register(ctx, input.resources),
    }),
  }),
  deregisterResources: t.field({
    type: ResourcesDeregistration,
    description: 'Forgets resources: decisions know no tags and owner of them any more.',
    args: {
      input: t.arg({
        type: DeregisterResourcesInput,
        description: 'Which ones.',
        validate: { schema: deregisterResourcesInput },
      }),
    },
    errors: {},
    resolve: async (_root, { input }, ctx) => ({
      names: await ctx.services.resources.deregister(ctx, input.names),
    }),
  }),
}));
