import { describe, expect, test } from '@jest/globals';
import {
  allowedTo,
  compilePolicy,
  deniedInParticular,
  lookAtWhoAsks,
  parsePrincipal,
  readContext,
  spokenTo,
  type Hearer,
} from '../../../src/decision/public.js';

const ANN = 'rn:x:iam:account/ann';
const hearer = (change: Partial<Hearer> = {}): Hearer => ({
  principal: parsePrincipal(ANN),
  bounded: false,
  known: readContext({ 'aws:PrincipalTag/team': 'red', 'aws:username': 'ann@x.example' }),
  ...change,
});
const policyOf = (...Statement: object[]) =>
  compilePolicy({ name: 'p', document: { Version: '2012-10-17', Statement } }, 'resource');
const statement = (Effect: string, who: object, Condition?: object) => ({
  Effect,
  Action: 'a:Read',
  ...who,
  ...(Condition && { Condition }),
});
const counts = ({ statements }: { readonly statements: readonly unknown[] }): boolean =>
  statements.length > 0;

describe('what a resource policy allows to ann by itself', () => {
  test.each<readonly [object, boolean]>([
    [{ Principal: '*' }, true],
    [{ Principal: { Reeve: ANN } }, true],
    [{ Principal: { Reeve: 'rn:x:iam:account/bob' } }, false],
    [{ Principal: { Reeve: 'x' } }, false],
    [{ NotPrincipal: { Reeve: 'rn:x:iam:account/bob' } }, true],
    [{ NotPrincipal: { Reeve: ANN } }, false],
    [{}, false],
  ])('%j: %s', (who, expected) => {
    const policy = policyOf(statement('Allow', who));
    expect(counts(allowedTo(policy, 'r', parsePrincipal(ANN)))).toBe(expected);
    expect(counts(spokenTo(policy, 'r', hearer()))).toBe(expected);
    expect(counts(deniedInParticular(policy, 'r', hearer()))).toBe(false);
  });
});

describe('what it denies to ann in particular', () => {
  const everybody = { Principal: '*' };
  test.each<readonly [string, object, object | undefined, boolean]>([
    ['everybody', everybody, undefined, false],
    ['ann', { Principal: { Reeve: ANN } }, undefined, true],
    ['bob', { Principal: { Reeve: 'rn:x:iam:account/bob' } }, undefined, false],
    ['the whole realm', { Principal: { Reeve: 'x' } }, undefined, false],
    ['all but bob', { NotPrincipal: { Reeve: 'rn:x:iam:account/bob' } }, undefined, true],
    ['all but ann', { NotPrincipal: { Reeve: ANN } }, undefined, false],
    ['a team that is hers', everybody, { StringEquals: { 'aws:PrincipalTag/team': 'red' } }, true],
    ['a team that is not', everybody, { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }, false],
    ['those without a tag', everybody, { Null: { 'reeve:PrincipalTag/rank': 'true' } }, true],
    [
      'ann, if her team is not',
      { Principal: { Reeve: ANN } },
      { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
      false,
    ],
    [
      'by what is not known',
      everybody,
      { StringNotEquals: { 'aws:username': '${aws:ResourceTag/owner}' } },
      true,
    ],
    ['by an address, everybody', everybody, { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, false],
  ])('%s', (_whom, who, condition, expected) => {
    const policy = policyOf(statement('Deny', who, condition));
    expect(counts(deniedInParticular(policy, 'r', hearer()))).toBe(expected);
    expect(counts(spokenTo(policy, 'r', hearer()))).toBe(expected);
    expect(counts(allowedTo(policy, 'r', parsePrincipal(ANN)))).toBe(false);
  });

  test('all but ann, where a boundary stands over her', () => {
    const policy = policyOf(statement('Deny', { NotPrincipal: { Reeve: ANN } }));
    expect(counts(deniedInParticular(policy, 'r', hearer({ bounded: true })))).toBe(true);
  });
});

test.each<readonly [object, boolean]>([
  [{ Resource: '*' }, false],
  [{ Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu' } } }, false],
  [{ Resource: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'rn:x:*' } } }, true],
  [{ Resource: 'a/${aws:username}' }, true],
])('guardrails that look at who asks: %j', (what, expected) => {
  const document = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'a:Read', ...what } };
  expect(lookAtWhoAsks([compilePolicy({ name: 'p', document: document })])).toBe(expected);
});
