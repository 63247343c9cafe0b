import { z } from 'zod';
import { text } from '../kernel/text.js';

const days = (n: number): number => n * 24 * 60 * 60;

/** What browsers send as Origin: `https://app.example.com`, without a path, in lower case. */
const origin = z
  .string()
  .max(256)
  .refine((value) => isOrigin(value), 'must be an origin such as https://app.example.com, without a path');

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === value;
}

/** What a realm's administrator may tune; every field has a safe default, so `{}` is a complete document. */
export const realmSettingsSchema = z.strictObject({
  passwords: z
    .strictObject({
      algorithm: z.enum(['argon2id', 'bcrypt']).default('argon2id'),
      minLength: z.int().min(8).max(64).default(10),
      /** In Unicode code points; NIST 800-63B asks for at least 64. */
      maxLength: z.int().min(64).max(1024).default(256),
      rejectCommon: z.boolean().default(true),
      requireLower: z.boolean().default(false),
      requireUpper: z.boolean().default(false),
      requireDigit: z.boolean().default(false),
      requireSymbol: z.boolean().default(false),
      /** An imported hash that would cost more than this to verify is refused. */
      maxImportCost: z
        .strictObject({
          bcryptRounds: z.int().min(4).max(16).default(13),
          argon2MemoryKiB: z.int().min(8).max(262_144).default(65_536),
          argon2Iterations: z.int().min(1).max(20).default(6),
          scryptLogN: z.int().min(10).max(20).default(17),
          pbkdf2Iterations: z.int().min(1000).max(5_000_000).default(1_000_000),
        })
        .prefault({}),
    })
    .prefault({}),
  tokens: z
    .strictObject({
      signingAlgorithm: z.enum(['RS256', 'ES256', 'EdDSA']).default('RS256'),
      /** `aud` of access tokens; the issuer if null. */
      audience: text({ max: 512 }).nullable().default(null),
      accessSeconds: z.int().min(60).max(86_400).default(600),
      refreshIdleSeconds: z.int().min(300).max(days(400)).default(days(30)),
      refreshAbsoluteSeconds: z.int().min(300).max(days(400)).default(days(90)),
      /** How long a role session may be that asks for it. */
      roleSessionMaxSeconds: z.int().min(900).max(43_200).default(3600),
    })
    .prefault({}),
  /** How much there may be of what decides. What is there already stays when a limit is lowered. */
  policies: z
    .strictObject({
      /** Of every kind together. */
      maxPolicies: z.int().min(10).max(1_000_000).default(100_000),
      maxAttached: z.int().min(1).max(1000).default(100),
      maxVersions: z.int().min(2).max(100).default(5),
      /** Every question asks all of them. */
      maxGuardrails: z.int().min(1).max(100).default(20),
      /** Of managed, inline and resource policies, without white space; AWS allows 6,144. */
      maxDocumentCharacters: z.int().min(6144).max(65_536).default(20_480),
      /**
       * Every question about a principal looks at those of its statements that no literal prefix of an action or
       * resource excludes; one with more is denied everything, so that nobody can make questions slow.
       */
      maxUnindexedStatements: z.int().min(100).max(50_000).default(5000),
    })
    .prefault({}),
  /** Attribute keys that an account may write about itself. */
  selfWritableAttributes: z
    .array(text({ max: 64 }))
    .max(50)
    .default([]),
  /** The AWS account for which the realm stands: policies may name its accounts and roles by that account's ARNs. */
  awsAccountId: z
    .string()
    .regex(/^\d{12}$/, 'must be the twelve digits of an AWS account')
    .nullable()
    .default(null),
  /** Origins (scheme://host[:port]) whose browsers may call this realm; none by default. */
  corsOrigins: z.array(origin).max(50).default([]),
});

export type RealmSettings = z.infer<typeof realmSettingsSchema>;
