import type { ReferenceInput } from './reference-evaluator.js';

/** A small, fast, repeatable source of randomness (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Json = Record<string, unknown>;
type Named = { name: string; document: Json };

// Few words, so that what is asked and what is written meet often.
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'orders:Read', 'sts:AssumeRole', 'kms:Decrypt'];
const ACTION_PATTERNS = [
  '*',
  's3:*',
  'S3:get*',
  's3:?etObject',
  'orders:*',
  '*:Read',
  'sts:AssumeRole',
  'kms:*',
  's3:',
  'orders:Read',
];
const ACCOUNTS = ['111111111111', '222222222222', 'acme'];
const RESOURCES = [
  'arn:aws:s3:::bucket/ann/a.txt',
  'arn:aws:s3:::bucket/bob/b:c.txt',
  'arn:aws:sqs:eu-west-1:111111111111:jobs',
  'arn:aws:iam::111111111111:role/ops',
  'arn:aws:kms:eu-west-1:111111111111:key/1',
  'rn:acme:docs:doc/1',
  'rn:acme:docs:home/ann/x',
  'rn:acme:iam:role/ops',
  'docs/1',
  'arn:aws:short',
];
const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::bucket/*',
  'arn:aws:s3:::bucket/${aws:username}/*',
  "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'ann'}/*",
  'arn:aws:s3:::bucket/bob/b:c.txt',
  'arn:aws:s3',
  'arn:*:s?s:*:*:j*',
  'arn:aws:*:*:111111111111:*',
  'arn:aws:*:111111111111:*',
  'arn:aws:${aws:username}:::x',
  'arn:aws:iam::111111111111:role/*',
  'rn:acme:docs:*',
  'rn:*:docs:doc/?',
  'rn:acme',
  'rn:acme:docs:home/${reeve:username}/*',
  'docs/*',
  '*/1',
  '*1',
  'docs/${$}${*}',
  'arn:aws:s3:::bucket/ann/a.txt',
];
const PRINCIPALS: (string | null)[] = [
  'arn:aws:iam::111111111111:user/ann',
  'arn:aws:iam::222222222222:user/ann',
  'arn:aws:iam::111111111111:role/ops',
  'arn:aws:sts::111111111111:assumed-role/ops/one',
  'arn:aws:sts::111111111111:federated-user/ann',
  'arn:aws:iam::111111111111:root',
  'rn:acme:iam:account/1',
  'rn:acme:iam:role-session/ops/one',
  'lambda.amazonaws.com',
  'ann',
  null,
];
const PRINCIPAL_ELEMENTS: unknown[] = [
  '*',
  { AWS: '*' },
  { AWS: '111111111111' },
  { AWS: 'arn:aws:iam::111111111111:root' },
  { AWS: ['arn:aws:iam::111111111111:user/ann', 'rn:acme:iam:account/1'] },
  { AWS: 'arn:aws:iam::111111111111:role/ops' },
  { AWS: 'arn:aws:iam::111111111111:role/path/ops' },
  { AWS: 'arn:aws:sts::111111111111:assumed-role/ops/one' },
  { AWS: 'arn:aws:sts::111111111111:federated-user/ann' },
  { Reeve: ['acme'] },
  { Reeve: 'rn:acme:iam:role/ops' },
  { Reeve: 'rn:acme:iam:role-session/ops/one' },
  { Service: 'lambda.amazonaws.com' },
  { Federated: 'ann' },
  'ann',
  { AWS: 'arn:aws:iam::111111111111:user/*' },
];
const KEYS = [
  'aws:username',
  'AWS:PrincipalTag/team',
  'reeve:PrincipalTag/Team',
  'orders:n',
  'orders:t',
  'aws:SourceIp',
];
const VALUES = [
  'ann',
  'Ann',
  'b*b',
  'bob',
  '',
  '5',
  '10',
  '10.0',
  '-3',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '1704067200',
  'true',
  'FALSE',
  'YW5u',
  '10.0.0.1',
  '10.0.0.0/8',
  '2001:db8::1',
  '2001:db8::/32',
  'arn:aws:s3:::bucket/ann/a.txt',
  'arn:aws:s3:::bucket/*',
  'arn:*:s3:::*',
  'rn:acme:docs:doc/1',
  'rn:acme:*:doc/?',
  '${aws:username}',
  'a*',
  '?nn',
  "${orders:n, 'ann'}",
  '${*}',
  'arn:aws:s3:::bucket/${aws:username}/a.txt',
  '10.0.0.300',
];
const BASES = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
  'StringEqual',
  'stringlike',
];

/** A world of policies, and any number of questions about it. */
export interface World {
  readonly policies: Omit<ReferenceInput, 'request'>;
  readonly ask: () => ReferenceInput['request'];
}

export function randomWorld(random: () => number): World {
  const pick = <T>(options: readonly T[]): T => options[Math.floor(random() * options.length)] as T;
  const some = <T>(options: readonly T[], most: number): T | T[] =>
    random() < 0.5
      ? pick(options)
      : Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(options));
  const chance = (probability: number) => random() < probability;

  const operator = () => {
    const base = pick(BASES);
    if (base === 'Null') return base;
    const prefix = chance(0.4) ? pick(['ForAllValues:', 'ForAnyValue:']) : '';
    return `${prefix}${base}${chance(0.25) ? 'IfExists' : ''}`;
  };
  const condition = () =>
    Object.fromEntries(
      Array.from({ length: 1 + Math.floor(random() * 2) }, () => [
        operator(),
        { [pick(KEYS)]: some(VALUES, 3) },
      ]),
    );
  const statement = (principal: boolean, resourceOptional: boolean): Json => ({
    Effect: chance(0.2) ? 'Deny' : 'Allow',
    ...(chance(0.88) ? { Action: some(ACTION_PATTERNS, 2) } : { NotAction: some(ACTION_PATTERNS, 2) }),
    ...(resourceOptional && chance(0.2)
      ? {}
      : chance(0.88)
        ? { Resource: some(RESOURCE_PATTERNS, 3) }
        : { NotResource: some(RESOURCE_PATTERNS, 2) }),
    ...(principal && chance(0.95)
      ? { [chance(0.85) ? 'Principal' : 'NotPrincipal']: pick(PRINCIPAL_ELEMENTS) }
      : {}),
    ...(chance(0.45) ? { Condition: condition() } : {}),
  });
  let names = 0;
  const policy = (most: number, principal = false, resourceOptional = false): Named => ({
    name: `p${(names += 1)}`,
    document: {
      ...(chance(0.85) ? { Version: '2012-10-17' } : {}),
      Statement: Array.from({ length: 1 + Math.floor(random() * most) }, () =>
        statement(principal, resourceOptional),
      ),
    },
  });
  const broad = (): Named => ({
    name: `p${(names += 1)}`,
    document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  });
  const limit = () => (chance(0.5) ? broad() : policy(3));
  const policies: World['policies'] = {
    identityPolicies: Array.from({ length: Math.floor(random() * 5) }, () => policy(4)),
    permissionBoundaries: chance(0.25) ? Array.from({ length: chance(0.8) ? 1 : 2 }, limit) : [],
    guardrails: chance(0.35)
      ? Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
          applies: pick(['principal', 'resource'] as const),
          policies: Array.from({ length: Math.floor(random() * 3) }, limit),
        }))
      : [],
    ...(chance(0.5) ? { resourcePolicy: policy(5, true, true) } : {}),
    ...(chance(0.2) ? { sessionPolicy: limit() } : {}),
  };
  const value = () =>
    chance(0.25) ? Array.from({ length: Math.floor(random() * 3) }, () => pick(VALUES)) : pick(VALUES);
  const ask = (): ReferenceInput['request'] => {
    const context = new Map<string, string | string[]>();
    for (const key of KEYS) {
      const canonical = key.toLowerCase().replace('reeve:', 'aws:');
      const given = [...context.keys()].some(
        (one) => one.toLowerCase().replace('reeve:', 'aws:') === canonical,
      );
      if (!given && chance(0.6)) context.set(key, value());
    }
    return {
      principal: pick(PRINCIPALS),
      action: pick(ACTIONS),
      resource: pick(RESOURCES),
      ...(chance(0.3) ? { resourceAccount: pick(ACCOUNTS) } : {}),
      context: Object.fromEntries(context),
    };
  };
  return { policies, ask };
}
