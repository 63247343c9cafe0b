import { builder } from '../../graphql/builder.js';
import type { RealmSettings as RealmSettingsShape } from '../../realms/realm-settings.js';
import { SigningAlgorithm } from '../keys/key.graphql.js';

/** What each setting means, said once for reading and for writing. */
const about = {
  passwords: 'Rules for passwords, and how they are hashed.',
  tokens: 'What tokens hold, and how long they live.',
  policies: 'How much there may be of policies. What is there already stays when a limit is lowered.',
  maxPolicies: 'Policies of every kind together: 10 to 1000000, 100000 by default.',
  maxAttached:
    'Policies that one account, group or role has, inline ones included: 1 to 1000, 100 by default.',
  maxVersions: 'Versions that a managed policy keeps: 2 to 100, 5 by default.',
  maxGuardrails: 'Guardrails of the realm: 1 to 100, 20 by default.',
  maxDocumentCharacters:
    'Characters of a managed, inline or resource policy without white space: 6144 to 65536, 20480 by default.',
  maxUnindexedStatements:
    'Statements of one principal that no literal prefix of an action or resource excludes: 100 to 50000, 5000 by default. Every question looks at them; a principal with more is denied everything.',
  selfWritableAttributes: 'Attribute keys that an account may write about itself; none by default.',
  corsOrigins: 'Origins (`https://app.example.com`) whose pages may call this realm; none by default.',
  awsAccountId:
    'The AWS account, 12 digits, for which the realm stands: in trust and resource policies its ARNs name accounts (by external id or e-mail) and roles (by name). Counts for what is written from then on; null, the default, for none.',
  algorithm: 'How new passwords are hashed; others are rehashed at their next login.',
  minLength: 'Characters that a password must have at least: 8 to 64, 10 by default.',
  maxLength: 'Characters that a password may have at most: 64 to 1024, 256 by default.',
  rejectCommon: 'Refuse passwords of the bundled list of common ones; true by default.',
  requireLower: 'Ask for a lower-case letter; false by default.',
  requireUpper: 'Ask for an upper-case letter; false by default.',
  requireDigit: 'Ask for a digit; false by default.',
  requireSymbol: 'Ask for a character that is neither letter nor digit; false by default.',
  maxImportCost: 'What an imported hash may cost at most to verify.',
  bcryptRounds: 'Cost factor of bcrypt: 4 to 16, 13 by default.',
  argon2MemoryKiB: 'Memory of argon2 in KiB: 8 to 262144, 65536 by default.',
  argon2Iterations: 'Iterations of argon2: 1 to 20, 6 by default.',
  scryptLogN: 'Cost of scrypt as the logarithm of N: 10 to 20, 17 by default.',
  pbkdf2Iterations: 'Iterations of PBKDF2: 1000 to 5000000, 1000000 by default.',
  signingAlgorithm: 'How tokens are signed; RS256 by default.',
  audience: '`aud` of access tokens; the issuer if null.',
  accessSeconds: 'Life of an access token: 60 to 86400, 600 by default.',
  refreshIdleSeconds: 'How long a session may be idle, from 300; 30 days by default.',
  refreshAbsoluteSeconds: 'How long a session may last in all, from 300; 90 days by default.',
  roleSessionMaxSeconds: 'How long a role session may last: 900 to 43200, 3600 by default.',
} as const;

const PasswordAlgorithm = builder.enumType('PasswordAlgorithm', {
  description: 'How passwords are hashed.',
  values: {
    ARGON2ID: { value: 'argon2id', description: "Argon2id with OWASP's parameters." },
    BCRYPT: { value: 'bcrypt', description: 'bcrypt; passwords of more than 72 bytes are handled, not cut.' },
  } satisfies Record<string, { value: RealmSettingsShape['passwords']['algorithm']; description: string }>,
});

const ImportCosts = builder.objectRef<RealmSettingsShape['passwords']['maxImportCost']>('ImportCosts');
ImportCosts.implement({
  description: about.maxImportCost,
  fields: (t) => ({
    bcryptRounds: t.exposeInt('bcryptRounds', { description: about.bcryptRounds }),
    argon2MemoryKiB: t.exposeInt('argon2MemoryKiB', { description: about.argon2MemoryKiB }),
    argon2Iterations: t.exposeInt('argon2Iterations', { description: about.argon2Iterations }),
    scryptLogN: t.exposeInt('scryptLogN', { description: about.scryptLogN }),
    pbkdf2Iterations: t.exposeInt('pbkdf2Iterations', { description: about.pbkdf2Iterations }),
  }),
});

const PasswordSettings = builder.objectRef<RealmSettingsShape['passwords']>('PasswordSettings');
PasswordSettings.implement({
  description: about.passwords,
  fields: (t) => ({
    algorithm: t.expose('algorithm', { type: PasswordAlgorithm, description: about.algorithm }),
    minLength: t.exposeInt('minLength', { description: about.minLength }),
    maxLength: t.exposeInt('maxLength', { description: about.maxLength }),
    rejectCommon: t.exposeBoolean('rejectCommon', { description: about.rejectCommon }),
    requireLower: t.exposeBoolean('requireLower', { description: about.requireLower }),
    requireUpper: t.exposeBoolean('requireUpper', { description: about.requireUpper }),
    requireDigit: t.exposeBoolean('requireDigit', { description: about.requireDigit }),
    requireSymbol: t.exposeBoolean('requireSymbol', { description: about.requireSymbol }),
    maxImportCost: t.expose('maxImportCost', { type: ImportCosts, description: about.maxImportCost }),
  }),
});

const TokenSettings = builder.objectRef<RealmSettingsShape['tokens']>('TokenSettings');
TokenSettings.implement({
  description: about.tokens,
  fields: (t) => ({
    signingAlgorithm: t.expose('signingAlgorithm', {
      type: SigningAlgorithm,
      description: about.signingAlgorithm,
    }),
    audience: t.exposeString('audience', { nullable: true, description: about.audience }),
    accessSeconds: t.exposeInt('accessSeconds', { description: about.accessSeconds }),
    refreshIdleSeconds: t.exposeInt('refreshIdleSeconds', { description: about.refreshIdleSeconds }),
    refreshAbsoluteSeconds: t.exposeInt('refreshAbsoluteSeconds', {
      description: about.refreshAbsoluteSeconds,
    }),
    roleSessionMaxSeconds: t.exposeInt('roleSessionMaxSeconds', { description: about.roleSessionMaxSeconds }),
  }),
});

const PolicySettings = builder.objectRef<RealmSettingsShape['policies']>('PolicySettings');
PolicySettings.implement({
  description: about.policies,
  fields: (t) => ({
    maxPolicies: t.exposeInt('maxPolicies', { description: about.maxPolicies }),
    maxAttached: t.exposeInt('maxAttached', { description: about.maxAttached }),
    maxVersions: t.exposeInt('maxVersions', { description: about.maxVersions }),
    maxGuardrails: t.exposeInt('maxGuardrails', { description: about.maxGuardrails }),
    maxDocumentCharacters: t.exposeInt('maxDocumentCharacters', { description: about.maxDocumentCharacters }),
    maxUnindexedStatements: t.exposeInt('maxUnindexedStatements', {
      description: about.maxUnindexedStatements,
    }),
  }),
});

export const RealmSettings = builder.objectRef<RealmSettingsShape>('RealmSettings');
RealmSettings.implement({
  description: "What a realm's administrators may tune.",
  fields: (t) => ({
    passwords: t.expose('passwords', { type: PasswordSettings, description: about.passwords }),
    tokens: t.expose('tokens', { type: TokenSettings, description: about.tokens }),
    policies: t.expose('policies', { type: PolicySettings, description: about.policies }),
    selfWritableAttributes: t.exposeStringList('selfWritableAttributes', {
      description: about.selfWritableAttributes,
    }),
    awsAccountId: t.exposeString('awsAccountId', { nullable: true, description: about.awsAccountId }),
    corsOrigins: t.exposeStringList('corsOrigins', { description: about.corsOrigins }),
  }),
});

const ImportCostsInput = builder.inputType('ImportCostsInput', {
  description: about.maxImportCost,
  fields: (t) => ({
    bcryptRounds: t.int({ required: false, description: about.bcryptRounds }),
    argon2MemoryKiB: t.int({ required: false, description: about.argon2MemoryKiB }),
    argon2Iterations: t.int({ required: false, description: about.argon2Iterations }),
    scryptLogN: t.int({ required: false, description: about.scryptLogN }),
    pbkdf2Iterations: t.int({ required: false, description: about.pbkdf2Iterations }),
  }),
});

const PasswordSettingsInput = builder.inputType('PasswordSettingsInput', {
  description: about.passwords,
  fields: (t) => ({
    algorithm: t.field({ type: PasswordAlgorithm, required: false, description: about.algorithm }),
    minLength: t.int({ required: false, description: about.minLength }),
    maxLength: t.int({ required: false, description: about.maxLength }),
    rejectCommon: t.boolean({ required: false, description: about.rejectCommon }),
    requireLower: t.boolean({ required: false, description: about.requireLower }),
    requireUpper: t.boolean({ required: false, description: about.requireUpper }),
    requireDigit: t.boolean({ required: false, description: about.requireDigit }),
    requireSymbol: t.boolean({ required: false, description: about.requireSymbol }),
    maxImportCost: t.field({ type: ImportCostsInput, required: false, description: about.maxImportCost }),
  }),
});

const TokenSettingsInput = builder.inputType('TokenSettingsInput', {
  description: about.tokens,
  fields: (t) => ({
    signingAlgorithm: t.field({
      type: SigningAlgorithm,
      required: false,
      description: about.signingAlgorithm,
    }),
    audience: t.string({ required: false, description: about.audience }),
    accessSeconds: t.int({ required: false, description: about.accessSeconds }),
    refreshIdleSeconds: t.int({ required: false, description: about.refreshIdleSeconds }),
    refreshAbsoluteSeconds: t.int({ required: false, description: about.refreshAbsoluteSeconds }),
    roleSessionMaxSeconds: t.int({ required: false, description: about.roleSessionMaxSeconds }),
  }),
});

const PolicySettingsInput = builder.inputType('PolicySettingsInput', {
  description: about.policies,
  fields: (t) => ({
    maxPolicies: t.int({ required: false, description: about.maxPolicies }),
    maxAttached: t.int({ required: false, description: about.maxAttached }),
    maxVersions: t.int({ required: false, description: about.maxVersions }),
    maxGuardrails: t.int({ required: false, description: about.maxGuardrails }),
    maxDocumentCharacters: t.int({ required: false, description: about.maxDocumentCharacters }),
    maxUnindexedStatements: t.int({ required: false, description: about.maxUnindexedStatements }),
  }),
});

export const RealmSettingsInput = builder.inputType('RealmSettingsInput', {
  description: 'Settings to change. What is left out stays as it is.',
  fields: (t) => ({
    passwords: t.field({ type: PasswordSettingsInput, required: false, description: about.passwords }),
    tokens: t.field({ type: TokenSettingsInput, required: false, description: about.tokens }),
    policies: t.field({ type: PolicySettingsInput, required: false, description: about.policies }),
    selfWritableAttributes: t.stringList({ required: false, description: about.selfWritableAttributes }),
    awsAccountId: t.string({ required: false, description: about.awsAccountId }),
    corsOrigins: t.stringList({ required: false, description: about.corsOrigins }),
  }),
});
