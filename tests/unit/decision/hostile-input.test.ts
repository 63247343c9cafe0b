import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../src/decision/decide.js';
import type { DecisionInput } from '../../../src/decision/decide.js';
import { DecisionRequestError, PolicyDocumentError } from '../../../src/decision/errors.js';
import { validatePolicy } from '../../../src/decision/validate.js';

const request = { principal: 'rn:acme:iam:account/1', action: 'app:Do', resource: 'thing' };
const allow = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const deny = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };

describe('texts that are made to be slow to read', () => {
  const LENGTH = 100_000;
  // If reading took more than a few passes, none of these would come to an end.
  test.each([
    ['a variable of white space that never ends', `\${${' '.repeat(LENGTH)}`],
    ['a key and white space that never ends', `\${aws:username${' '.repeat(LENGTH)}`],
    ['words that never end', `\${${'a '.repeat(LENGTH / 2)}`],
    ['white space in front of a default', `\${a${' '.repeat(LENGTH)},${' '.repeat(LENGTH)}'`],
    ['many that begin and never end', '${'.repeat(LENGTH / 2)],
    ['a long variable', `\${${' '.repeat(LENGTH)}aws:username${' '.repeat(LENGTH)}}`],
  ])('%s', (_name, text) => {
    const document = (Version: string) => ({
      Version,
      Statement: {
        Effect: 'Allow',
        Action: 'app:Do',
        Resource: text,
        Condition: { StringLike: { 'app:key': text }, ArnLike: { 'app:key': text } },
      },
    });
    for (const version of ['2012-10-17', '2008-10-17']) {
      expect(validatePolicy(document(version), { kind: 'identity' }).errors).toEqual([]);
      const identityPolicies = [{ name: 'p', document: document(version) }];
      expect(decide({ request, identityPolicies }).decision).toBe('ImplicitlyDenied');
    }
  });

  test('white space around a key does not matter', () => {
    const resource = `\${${' '.repeat(LENGTH)}aws:username${' '.repeat(LENGTH)}}`;
    const document = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: '*', Resource: resource },
    };
    const asked = { ...request, context: { 'aws:username': 'thing' } };
    expect(decide({ request: asked, identityPolicies: [{ name: 'p', document }] }).decision).toBe('Allowed');
  });
});

describe('inputs of another shape than callers in TypeScript can give', () => {
  const ask = (input: unknown) => () => decide(input as DecisionInput);
  const everything = { name: 'all', document: allow };
  const nothing = { name: 'none', document: deny };

  test.each([
    ['/identityPolicies', { request, resourcePolicy: allow, identityPolicies: nothing }],
    ['/permissionBoundaries', { request, identityPolicies: [everything], permissionBoundaries: nothing }],
    ['/guardrails', { request, identityPolicies: [everything], guardrails: { applies: 'principal' } }],
    [
      '/guardrails/0/policies',
      { request, identityPolicies: [everything], guardrails: [{ applies: 'resource', policies: nothing }] },
    ],
  ])('%s that is no list is refused: its Deny must not be lost', (pointer, input) => {
    expect(ask(input)).toThrow(DecisionRequestError);
    expect(ask(input)).toThrow(expect.objectContaining({ pointer }));
  });

  test.each([[null], [5], ['text'], [[]]])('a policy that is %j is no document', (policy) => {
    expect(ask({ request, identityPolicies: [everything, policy] })).toThrow(PolicyDocumentError);
    expect(ask({ request, identityPolicies: [everything], permissionBoundaries: [policy] })).toThrow(
      PolicyDocumentError,
    );
  });

  test('a policy may be JSON text', () => {
    const identityPolicies = [JSON.stringify(allow)];
    expect(ask({ request, identityPolicies })()).toMatchObject({ decision: 'Allowed' });
  });
});
