import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../src/decision/decide.js';
import { CompiledPolicy, compilePolicy } from '../../../src/decision/policy.js';
import { PolicySet } from '../../../src/decision/policy-set.js';
import { PreparedRequest } from '../../../src/decision/request.js';
import type { Statement } from '../../../src/decision/statement.js';

const statement = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const setOf = (...statements: object[]) =>
  new PolicySet([compilePolicy({ name: 'p', document: { Statement: statements } })]);
const asking = (action: string, resource: string) =>
  new PreparedRequest({ principal: 'ann', action, resource });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The second question: the first makes no use of the index. */
function candidates(set: PolicySet, request: PreparedRequest) {
  set.candidates(request);
  return set.candidates(request).map(({ index }) => index);
}

describe('PolicySet', () => {
  test('looks at no statement that a literal of its action or resource excludes', () => {
    const set = setOf(
      ...numbers(1000).map((index) => statement(`s${index}:Read`, '*')),
      ...numbers(1000).map((index) => statement('orders:*', `order/${index}`)),
      ...numbers(1000).map((index) => statement('orders:Get*', `order/${index}/*`)),
      statement('*', 'order/7*'),
    );
    expect(candidates(set, asking('orders:GetItem', 'order/7/x'))).toEqual([2007, 3000]);
    expect(candidates(set, asking('orders:Read', 'order/7'))).toEqual([1007, 3000]);
    expect(candidates(set, asking('S5:read', 'x'))).toEqual([5]);
    expect(candidates(set, asking('x:y', 'x'))).toEqual([]);
  });

  test('looks at each statement once, in the order of the documents, also when several entries fit', () => {
    const set = setOf(
      ...numbers(20).map((index) => statement(`s${index}:Read`, '*')),
      statement(['orders:*', 'orders:Read', '*'], ['order/*', 'order/1', '*']),
      statement('*', '*'),
      statement('orders:Read', 'order/1'),
      statement(['orders:R*', 'orders:Read'], ['*', 'order/1']),
    );
    expect(candidates(set, asking('orders:Read', 'order/1'))).toEqual([20, 21, 22, 23]);
  });

  test('finds very many statements that no literal tells apart', () => {
    const [one] = compilePolicy({
      name: 'p',
      document: { Statement: statement('orders:Read', '*') },
    }).statements;
    const many = Array.from({ length: 200_000 }, (_, index) => ({ ...one, index }) as Statement);
    expect(
      candidates(new PolicySet([new CompiledPolicy('p', many)]), asking('orders:Read', 'x')),
    ).toHaveLength(200_000);
  });

  test('files a statement with very many actions and resources so that it is still found', () => {
    const actions = numbers(150).map((index) => `orders:Action${index}`);
    const resources = numbers(150).map((index) => `order/${index}`);
    const set = setOf(
      ...numbers(20).map((index) => statement(`s${index}:Read`, '*')),
      statement(actions, resources),
    );
    expect(candidates(set, asking('orders:Action149', 'order/149'))).toEqual([20]);
    expect(candidates(set, asking('docs:Action149', 'order/149'))).toEqual([]);
    expect(candidates(set, asking('orders:Action149', 'doc/149'))).toEqual([]);
  });

  test('counts what no literal excludes', () => {
    const set = setOf(statement('orders:Read', '*'), statement('*', 'order/*'), statement('*', '*'), {
      Effect: 'Deny',
      NotAction: 'orders:Read',
      NotResource: 'x',
    });
    expect(set.unindexed).toBe(2);
  });

  test('is named by the answer, and may stand beside others', () => {
    const policy = compilePolicy({ name: 'p', document: { Statement: statement('orders:Read', '*') } });
    const identityPolicies = [new PolicySet([policy], 'group:7'), new PolicySet([policy], 'role:9'), policy];
    const { matched } = decide({ request: asking('orders:Read', 'order/1'), identityPolicies });
    expect(matched.map(({ origin }) => origin)).toEqual(['group:7', 'role:9', undefined]);
  });
});
