import { builder } from '../../graphql/builder.js';
import type { SigningAlgorithm as AlgorithmName, SigningKeyInfo } from './key.js';
import { rotateRealmKeysInput } from './key.input.js';
import { InvalidInputError } from '../../kernel/errors.js';

export const SigningAlgorithm = builder.enumType('SigningAlgorithm', {
  description: 'How a realm signs its tokens.',
  values: {
    RS256: { description: 'RSA with 2048 bits and SHA-256, which every client understands.' },
    ES256: { description: 'ECDSA on P-256 with SHA-256.' },
    EdDSA: { description: 'Ed25519.' },
  } satisfies Record<AlgorithmName, object>,
});

const SigningKey = builder.objectRef<SigningKeyInfo>('SigningKey');
SigningKey.implement({
  description: "One of a realm's signing keys, without its private part.",
  fields: (t) => ({
    kid: t.exposeString('kid', {
      description: 'The name by which tokens say that they were signed with it.',
    }),
    algorithm: t.expose('algorithm', { type: SigningAlgorithm, description: 'What it signs with.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops to verify tokens; null for the key that signs.',
    }),
  }),
});

const RotateRealmKeysInput = builder.inputType('RotateRealmKeysInput', {
  description: 'Whose signing key to replace.',
  fields: (t) => ({
    slug: t.string({
      required: false,
      description: 'The realm, which must be the one that the request is for; it need not be repeated.',
    }),
  }),
});

builder.queryField('signingKeys', (t) =>
  t.field({
    type: [SigningKey],
    description: 'The signing keys of the realm whose tokens may still be alive, newest first.',
    resolve: (_root, _args, ctx) => ctx.services.keys.list(ctx),
  }),
);

builder.mutationField('rotateRealmKeys', (t) =>
  t.field({
    type: SigningKey,
    description:
      'Makes a new signing key, which signs from now on; the old one verifies until its last token has expired.',
    args: {
      input: t.arg({
        type: RotateRealmKeysInput,
        required: false,
        description: 'Whose.',
        validate: { schema: rotateRealmKeysInput },
      }),
    },
    errors: {},
    resolve: (_root, { input }, ctx) => {
      if (typeof input?.slug === 'string' && input.slug !== ctx.realm.slug) {
        const message = `must be the realm of the request (${ctx.realm.slug}): send "X-Realm: ${input.slug}"`;
        throw new InvalidInputError([{ path: ['input', 'slug'], message }]);
      }
      return ctx.services.keys.rotate(ctx);
    },
  }),
);
