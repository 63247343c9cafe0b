import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError } from '../../kernel/errors.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import { RoleSessionTooLargeError } from './role-session.errors.js';
import { assumeRoleInput, revokeRoleSessionsInput } from './role-session.input.js';
import type { StartedRoleSession } from './role-session.js';
import type { RevokedRoleSessions } from './role-session.service.js';
import { viewedRoleSession, type ViewedRoleSession } from './viewed-role-session.js';

errorType(
  RoleSessionTooLargeError,
  'RoleSessionTooLargeError',
  'The session policy and the tags are more than a token can carry.',
);
builder.objectFields(RoleSessionTooLargeError, (t) => ({
  bytes: t.exposeInt('bytes', { description: 'How many bytes they have together.' }),
  limit: t.exposeInt('limit', { description: 'How many they may have.' }),
}));

const SessionTag = builder.objectRef<{ readonly key: string; readonly value: string }>('SessionTag');
SessionTag.implement({
  description: 'A tag of a role session; conditions see it as `aws:PrincipalTag/KEY`.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its key.' }),
    value: t.exposeString('value', { description: 'Its value.' }),
  }),
});

const RoleSession = builder.objectRef<ViewedRoleSession>('RoleSession');
RoleSession.implement({
  description:
    'An account that acts as a role for a while: it has what the role has, and nothing of its own.',
  fields: (t) => ({
    principal: t.exposeString('principal', {
      description: 'Its name in policies: `rn:demo:iam:role-session/ROLEID/NAME`.',
    }),
    name: t.exposeString('name', { description: 'The name that was given to it.' }),
    roleId: t.exposeID('roleId', { description: 'The role.' }),
    accountId: t.exposeID('accountId', { description: 'The account that assumed the role.' }),
    tags: t.field({
      type: [SessionTag],
      description: 'What it was tagged with.',
      resolve: ({ tags }) => Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
    policy: t.field({
      type: 'PolicyDocument',
      nullable: true,
      description: 'The session policy, beyond which it has nothing; null if it has none.',
      resolve: ({ policy }) => (policy === undefined ? null : (JSON.parse(policy) as unknown)),
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends by itself.' }),
  }),
});

const AssumedRole = builder.objectRef<StartedRoleSession>('AssumedRole');
AssumedRole.implement({
  description: 'A role session that has begun.',
  fields: (t) => ({
    accessToken: t.exposeString('token', { description: 'Speaks for the role session. Shown this once.' }),
    expiresIn: t.exposeInt('expiresIn', { description: 'Life of the token, in seconds.' }),
    session: t.field({
      type: RoleSession,
      description: 'The session.',
      resolve: (started) => viewedRoleSession(started.principal, started.roleSession, started.expiresAt),
    }),
  }),
});

const RevokedRoleSessionsType = builder.objectRef<RevokedRoleSessions>('RevokedRoleSessions');
RevokedRoleSessionsType.implement({
  description: 'All sessions of a role that had begun have ended.',
  fields: (t) => ({
    roleId: t.exposeID('roleId', { description: 'The role.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      description: 'Sessions that began until then have ended; new ones may begin after it.',
    }),
  }),
});

const SessionTagInput = builder.inputType('SessionTagInput', {
  description: 'A tag of a role session.',
  fields: (t) => ({
    key: t.string({ description: 'Up to 128 characters; case does not tell keys apart.' }),
    value: t.string({ description: 'Up to 256 characters.' }),
  }),
});

const AssumeRoleInput = builder.inputType('AssumeRoleInput', {
  description: 'Which role to assume, and how.',
  fields: (t) => ({
    roleId: t.id({ description: 'The role. Its trust policy must allow `sts:AssumeRole`.' }),
    sessionName: t.string({ description: 'Tells sessions apart: 2 to 64 of letters, digits, `_+=,.@-`.' }),
    durationSeconds: t.int({
      required: false,
      description:
        "From 900 to the realm's maximum, 3600 if left out; a role session begins others of at most 3600.",
    }),
    policy: t.field({
      type: 'PolicyDocument',
      required: false,
      description: 'A session policy: the session has nothing that it does not allow. Up to 2048 characters.',
    }),
    externalId: t.string({
      required: false,
      description: 'What the trust policy asks for as `sts:ExternalId`.',
    }),
    tags: t.field({
      type: [SessionTagInput],
      required: false,
      description: 'Up to 50 tags. The trust policy must allow `sts:TagSession` too.',
    }),
  }),
});

const RevokeRoleSessionsInput = builder.inputType('RevokeRoleSessionsInput', {
  description: 'Whose sessions to end.',
  fields: (t) => ({ roleId: t.id({ description: 'The role.' }) }),
});

builder.queryField('roleSession', (t) =>
  t.field({
    type: RoleSession,
    nullable: true,
    description: 'The role session in which the caller acts; null for a caller who acts as himself.',
    resolve: (_root, _args, { actor }) =>
      actor.kind === 'role-session'
        ? viewedRoleSession(actor.authority.principal, actor.roleSession, actor.expiresAt)
        : null,
  }),
);

builder.mutationFields((t) => ({
  assumeRole: t.field({
    type: AssumedRole,
    description: 'Begins a role session, if the trust policy of the role allows it.',
    args: {
      input: t.arg({
        type: AssumeRoleInput,
        description: 'Which role, and how.',
        validate: { schema: assumeRoleInput },
      }),
    },
    errors: { types: [NotFoundError, InvalidPolicyError, RoleSessionTooLargeError] },
    resolve: (_root, { input }, ctx) => ctx.services.roleSessions.assume(ctx, assumeRoleInput.parse(input)),
  }),
  revokeRoleSessions: t.field({
    type: RevokedRoleSessionsType,
    description: 'Ends all sessions of a role that have begun: their tokens are refused at once.',
    args: {
      input: t.arg({
        type: RevokeRoleSessionsInput,
        description: 'Which role.',
        validate: { schema: revokeRoleSessionsInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.roleSessions.revokeAll(ctx, input),
  }),
}));
