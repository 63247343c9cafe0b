import { describe, expect, test } from '@jest/globals';
import { mentionedKeys } from '../../../src/decision/public.js';
import { diffDocuments } from '../../../src/features/policies/policy-diff.js';
import { isKnownAction } from '../../../src/features/policies/known-actions.js';

const statement = { Effect: 'Allow', Action: 'a:B' };

describe('the keys that a document mentions', () => {
  test.each([
    ['none', { ...statement, Resource: '*' }, []],
    [
      'those of conditions, in their canonical form, each once',
      {
        ...statement,
        Resource: '*',
        Condition: {
          StringEquals: { 'reeve:PrincipalTag/Team': 'x' },
          Null: { 'AWS:principaltag/team': 'false' },
        },
      },
      ['aws:principaltag/team'],
    ],
    [
      'those of variables in resources and texts',
      {
        ...statement,
        Resource: ['x/${aws:username}', "y/${aws:PrincipalTag/a, 'none'}", 'z/${*}'],
        Condition: { StringLike: { k: '${aws:userid}*' }, NumericEquals: { n: '${aws:SourceIp}' } },
      },
      ['aws:principaltag/a', 'aws:userid', 'aws:username', 'k', 'n'],
    ],
  ])('%s', (_what, one, keys) => {
    expect(mentionedKeys({ Version: '2012-10-17', Statement: one })).toEqual(keys);
    expect(mentionedKeys(JSON.stringify({ Version: '2012-10-17', Statement: [one] }))).toEqual(keys);
  });

  test('no variables without the version that has them', () => {
    expect(mentionedKeys({ Statement: { ...statement, Resource: '${aws:username}' } })).toEqual([]);
  });

  test('none of a document that cannot be read', () => {
    expect(mentionedKeys('nonsense')).toEqual([]);
  });
});

describe('the difference of two documents', () => {
  test('is none between two spellings of one', () => {
    const lines = diffDocuments('{"b":1,"a":[2]}', '{ "a": [2], "b": 1 }').split('\n');
    expect(lines.filter((line) => !line.startsWith('  '))).toEqual([]);
  });

  test('shows what was removed, added and kept', () => {
    expect(diffDocuments('{"a":[1,2,3]}', '{"a":[2,3,4]}').split('\n')).toEqual([
      '  {',
      '    "a": [',
      '-     1,',
      '      2,',
      '-     3',
      '+     3,',
      '+     4',
      '    ]',
      '  }',
    ]);
  });

  test('of very long ones is shown in one piece', () => {
    const list = (start: number): string =>
      JSON.stringify(Array.from({ length: 3000 }, (_, index) => start + index * 2));
    const lines = diffDocuments(list(0), list(1)).split('\n');
    expect(lines).toHaveLength(6002);
  });
});

describe('an action', () => {
  test.each([
    ['iam:GetAccount', true],
    ['IAM:get*', true],
    ['iam:Grant', true],
    ['iam:GetAccunt', false],
    ['iam:Xyz*', false],
    ['orders:Anything', true],
    ['*', true],
  ])('%s: known %s', (pattern, known) => {
    expect(isKnownAction(pattern)).toBe(known);
  });
});
