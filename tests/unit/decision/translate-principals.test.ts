import { describe, expect, test } from '@jest/globals';
import {
  awsNames,
  translatePrincipals,
  validatePolicy,
  type PolicyDocument,
} from '../../../src/decision/public.js';

const ACCOUNT = '123456789012';
const KNOWN: Readonly<Record<string, string>> = {
  'user/ada': 'A1',
  'user/ada@example.com': 'A2',
  'role/admin': 'R1',
  'role/ops/admin': 'R2',
};
const translation = {
  awsAccount: ACCOUNT,
  realm: 'acme',
  idOf: ({ kind, name }: { kind: string; name: string }) => KNOWN[`${kind}/${name}`],
};
const iam = (rest: string, account = ACCOUNT): string => `arn:aws:iam::${account}:${rest}`;
const sts = (rest: string): string => `arn:aws:sts::${ACCOUNT}:${rest}`;
const naming = (AWS: string | string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
});

describe('principals of the AWS account for which a realm stands', () => {
  test.each([
    [iam('user/ada'), 'rn:acme:iam:account/A1'],
    [iam('user/ada@example.com'), 'rn:acme:iam:account/A2'],
    [iam('role/admin'), 'rn:acme:iam:role/R1'],
    [iam('role/ops/admin'), 'rn:acme:iam:role/R2'],
    [sts('assumed-role/admin/night-shift'), 'rn:acme:iam:role-session/R1/night-shift'],
    [iam('root'), 'rn:acme:iam:root'],
    [ACCOUNT, 'rn:acme:iam:root'],
  ])('%s is %s', (written, expected) => {
    expect(translatePrincipals(naming(written), translation)).toEqual({
      document: naming(expected),
      issues: [],
    });
  });

  test.each([
    '*',
    'rn:acme:iam:account/A1',
    iam('user/ada', '999999999999'),
    iam('root', '999999999999'),
    '999999999999',
    iam('group/staff'),
    sts('federated-user/ada'),
    `arn:aws-cn:iam::${ACCOUNT}:user/ada`,
    'arn:aws:s3:::photos',
  ])('%s stays as it is', (written) => {
    expect(translatePrincipals(naming(written), translation)).toEqual({
      document: naming(written),
      issues: [],
    });
  });

  test('are translated wherever they stand, and nothing else is', () => {
    const ada = iam('user/ada');
    const elsewhere = {
      Effect: 'Deny',
      Action: '*',
      Resource: ada,
      Condition: { ArnEquals: { 'aws:PrincipalArn': ada } },
    } as const;
    const document: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        {
          ...elsewhere,
          NotPrincipal: { AWS: [iam('root'), ada], Federated: ada, Service: 'ec2.amazonaws.com' },
        },
        { ...elsewhere, Principal: ada },
        { ...elsewhere, Principal: { Reeve: ada, CanonicalUser: ACCOUNT } },
      ],
    };
    const own = 'rn:acme:iam:account/A1';
    expect(translatePrincipals(document, translation).document).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...elsewhere,
          NotPrincipal: { AWS: ['rn:acme:iam:root', own], Federated: ada, Service: 'ec2.amazonaws.com' },
        },
        { ...elsewhere, Principal: own },
        { ...elsewhere, Principal: { Reeve: own, CanonicalUser: ACCOUNT } },
      ],
    });
  });

  test('that nothing has are told with their places', () => {
    const names = [iam('user/ada'), iam('user/Ada'), iam('role/adm*'), sts('assumed-role/ops/x')];
    const { issues } = translatePrincipals(naming(names), translation);
    expect(issues.map(({ pointer, code }) => [pointer, code])).toEqual(
      [1, 2, 3].map((at) => [`/Statement/0/Principal/AWS/${at}`, 'unknown-principal']),
    );
    const single = { Effect: 'Allow', Principal: iam('user/bob'), Action: 'sts:AssumeRole' } as const;
    expect(translatePrincipals({ Statement: single }, translation).issues[0]?.pointer).toBe(
      '/Statement/Principal',
    );
  });

  test('are looked up once each', () => {
    const names = [iam('role/admin'), sts('assumed-role/admin/a'), sts('assumed-role/admin/b'), iam('root')];
    expect(awsNames(naming(names), ACCOUNT)).toEqual([{ kind: 'role', name: 'admin' }]);
  });
});

describe('a warning', () => {
  const warned = (names: string[], awsAccount?: string): string[] =>
    validatePolicy(naming(names), { kind: 'trust', awsAccount }).warnings.map(({ message }) => message);
  const foreign = [iam('user/ada', '999999999999'), '999999999999', iam('group/staff')];

  test('tells of names of AWS that nobody here has', () => {
    const own = [iam('user/ada'), iam('root'), ACCOUNT, 'rn:acme:iam:role/R1', '*'];
    const told = warned([...own, ...foreign], ACCOUNT);
    expect(told.map((message) => foreign.findIndex((name) => message.startsWith(`"${name}"`)))).toEqual([
      0, 1, 2,
    ]);
  });

  test('is not given where the realm stands for no account', () => {
    expect(warned(foreign)).toEqual([]);
  });
});
