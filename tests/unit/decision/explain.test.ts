import { expect, test } from '@jest/globals';
import { explain } from '../../../src/decision/explain.js';

/** What an explanation tells of the conditions of one Allow, asked in a context. */
function conditionsOf(Condition: Record<string, Record<string, string | string[]>>, version = true) {
  const Statement = { Effect: 'Allow', Action: 'a:B', Resource: '*', Condition } as const;
  const document = version ? ({ Version: '2012-10-17', Statement } as const) : { Statement };
  const { layers } = explain({
    request: {
      principal: 'ann',
      action: 'a:B',
      resource: 'c',
      context: { 'aws:username': 'ann', 'a:team': 'blue', 'a:count': '3' },
    },
    identityPolicies: [{ name: 'p', document }],
  });
  return layers[0]?.policies[0]?.statements[0]?.conditions;
}

test('a condition tells with what the context was compared: variables replaced, null where one has no value', () => {
  expect(
    conditionsOf({
      StringLike: {
        'a:team': ['${aws:PrincipalTag/team}', "${a:none, 'b'}lu?", '${aws:username}-*', '${*}'],
      },
      ArnLike: { 'a:team': 'rn:acme:a:${aws:username}' },
      NumericEquals: { 'a:count': '3' },
    }),
  ).toMatchObject([
    { seen: 'blue', compared: [null, 'blu?', 'ann-*', '*'], holds: true },
    { compared: ['rn:acme:a:ann'], holds: false },
    { wanted: ['3'], compared: ['3'], holds: true },
  ]);
});

test('a document without a version means its dollar signs', () => {
  expect(conditionsOf({ StringEquals: { 'a:team': '${aws:username}' } }, false)).toMatchObject([
    { compared: ['${aws:username}'], holds: false },
  ]);
});
