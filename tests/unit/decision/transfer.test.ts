import { describe, expect, test } from '@jest/globals';
import { uncovered } from '../../../src/decision/covers.js';
import { DENIES_SOME, EVERYBODY, namedPrincipals } from '../../../src/decision/mentions.js';
import { compilePolicy } from '../../../src/decision/policy.js';
import { canAllow, narrowedTo, swayedBy } from '../../../src/decision/transfer.js';

const documentOf = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const ifTeam = { StringEquals: { 'aws:PrincipalTag/Team': 'a' } };

describe('what a change of a context key sways', () => {
  const keys = new Set(['aws:principaltag/team']);

  test('is each statement that mentions it, without its conditions, Allow and Deny apart', () => {
    const document = documentOf(
      allow('a:Read', 'x'),
      allow('a:Write', 'x', ifTeam),
      allow('a:List', 'home/${aws:PrincipalTag/team}'),
      { Effect: 'Deny', Action: 'a:Delete', Resource: 'x', Condition: ifTeam },
      allow('a:Other', 'x', { StringEquals: { 'aws:PrincipalTag/crew': 'a' } }),
    );
    const { given, lifted } = swayedBy({ name: 'p', document })(keys);
    expect(given.statements.map(({ index }) => index)).toEqual([1, 2]);
    expect(lifted.statements.map(({ index, effect }) => [index, effect])).toEqual([[3, 'Allow']]);
    expect([...given.statements, ...lifted.statements].flatMap(({ conditions }) => conditions)).toEqual([]);
  });

  test('is not held by who holds it under the same condition', () => {
    const document = documentOf(allow('a:Open', '*', { StringEquals: { 'aws:ResourceTag/owner': 'me' } }));
    const { given } = swayedBy({ name: 'p', document })(new Set(['aws:resourcetag/owner']));
    const actor = { identityPolicies: [{ name: 'own', document }] };
    expect(uncovered([{ name: 'own', document }], actor)).toEqual([]);
    expect(uncovered([given], actor)).toHaveLength(1);
  });
});

test('what is left of a policy on one resource', () => {
  const policy = compilePolicy({
    name: 'p',
    document: documentOf(
      allow('a:One', 'rn:x:a:door/*'),
      allow('a:Two', 'rn:x:a:gate/*'),
      allow('a:Three', '*'),
      { Effect: 'Allow', Action: 'a:Four', NotResource: 'rn:x:a:door/*' },
      allow('a:Five', 'rn:x:a:${aws:username}/1'),
    ),
  });
  const left = narrowedTo(policy, 'rn:x:a:door/1');
  expect(left.statements.map(({ index }) => index)).toEqual([0, 2, 4]);
  const actor = { identityPolicies: [{ name: 'own', document: documentOf(allow('a:*', 'rn:x:a:door/1')) }] };
  expect(uncovered([left], actor)).toEqual([]);
  expect(uncovered([policy], actor)).not.toEqual([]);
});

test.each([
  ['sts:AssumeRole', 'rn:x:iam:role/1', true],
  ['STS:assumerole', undefined, true],
  ['sts:AssumeRole', 'rn:x:iam:role/2', false],
  ['sts:TagSession', 'rn:x:iam:role/1', false],
  ['a:Read', 'y', true],
  ['a:Write', undefined, false],
])('whether an Allow can be about %s on %s', (action, resource, expected) => {
  const document = documentOf(
    allow('sts:Assume*', 'rn:x:iam:role/1', ifTeam),
    { Effect: 'Deny', Action: 'a:Write', Resource: '*' },
    { Effect: 'Allow', NotAction: ['sts:*', 'a:Write'], Resource: 'y' },
  );
  expect(canAllow([compilePolicy({ name: 'p', document })], action, resource)).toBe(expected);
});

test('the principals that a policy names', () => {
  const statement = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 'a:Read', Resource: '*' });
  const document = documentOf(
    statement({ Reeve: ['rn:x:iam:role/1', 'x'], Service: 'a.amazonaws.com' }),
    statement({ AWS: 'arn:aws:iam::111111111111:user/ann' }),
    statement('*'),
  );
  const named = [EVERYBODY, 'arn:aws:iam::111111111111:user/ann', 'rn:x:iam:role/1', 'x'];
  expect(namedPrincipals(document)).toEqual(named);
  expect(namedPrincipals(JSON.stringify(document))).toEqual(named);
  expect(namedPrincipals('nonsense')).toEqual([]);
});

test.each<readonly [object, readonly string[]]>([
  [{ Effect: 'Allow', NotPrincipal: { Reeve: 'x' } }, [EVERYBODY, 'x']],
  [{ Effect: 'Allow', Principal: { Service: '*' } }, []],
  [{ Effect: 'Deny', Principal: '*' }, []],
  [{ Effect: 'Deny', NotPrincipal: { Reeve: 'x' } }, [DENIES_SOME, 'x']],
  [
    { Effect: 'Deny', Principal: '*', Condition: { StringLike: { 'aws:PrincipalTag/a': 'b' } } },
    [DENIES_SOME],
  ],
  [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }, []],
  [{ Effect: 'Deny', Principal: '*', Resource: 'a/${aws:userid}' }, [DENIES_SOME]],
  [{ Effect: 'Deny', Action: 'a:Read' }, []],
])('to whom %j speaks', (statement, expected) => {
  expect(namedPrincipals(documentOf({ Action: 'a:Read', Resource: '*', ...statement }))).toEqual(expected);
});
