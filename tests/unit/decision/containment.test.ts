import { describe, expect, test } from '@jest/globals';
import { coverage, uncovered } from '../../../src/decision/covers.js';
import { decide } from '../../../src/decision/decide.js';
import type { PolicyDocument } from '../../../src/decision/document.js';
import { givenOnResource, liftedDenies } from '../../../src/decision/transfer.js';
import { randomSource, randomWorld } from '../../support/random-policies.js';

const WORLDS = 3_000;
const REQUESTS_PER_WORLD = 40;
const ANN = 'arn:aws:iam::111111111111:user/ann';

test('what is covered never allows anything that the actor may not do', () => {
  const random = randomSource(5);
  let covered = 0;
  let allowed = 0;
  for (let world = 0; world < WORLDS; world += 1) {
    const { policies, ask } = randomWorld(random);
    const { identityPolicies, permissionBoundaries, sessionPolicy, guardrails } = policies;
    const actor = { identityPolicies, permissionBoundaries, sessionPolicy, guardrails };
    // One Allow of the actor's own policies, or of somebody else's.
    const source = random() < 0.5 ? actor : randomWorld(random).policies;
    const [passed] = source.identityPolicies;
    if (passed === undefined || uncovered([passed], actor).length > 0) continue;
    const allows = JSON.stringify(passed.document).includes('"Allow"');
    if (allows) covered += 1;
    for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
      const request = { ...ask(), principal: ANN, resourceAccount: undefined };
      if (decide({ request, identityPolicies: [passed] }).decision !== 'Allowed') continue;
      allowed += 1;
      const { decision } = decide({ request, ...actor });
      if (decision !== 'Allowed')
        throw new Error(JSON.stringify({ decision, request, passed, actor }, null, 1));
    }
  }
  expect(covered).toBeGreaterThan(100);
  expect(allowed).toBeGreaterThan(500);
});

test('who may lift a Deny may do all that it denied', () => {
  const random = randomSource(11);
  const everything = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } as const;
  let lifted = 0;
  let denied = 0;
  for (let world = 0; world < WORLDS; world += 1) {
    const { policies, ask } = randomWorld(random);
    const { permissionBoundaries, sessionPolicy, guardrails } = policies;
    const own = random() < 0.5 ? [{ name: 'everything', document: everything }] : [];
    const actor = {
      identityPolicies: [...own, ...policies.identityPolicies],
      ...(random() < 0.5 ? { permissionBoundaries, sessionPolicy, guardrails } : {}),
    };
    const [taken] = randomWorld(random).policies.identityPolicies;
    if (taken === undefined) continue;
    const freed = liftedDenies([taken]);
    if (freed.length === 0 || uncovered(freed, actor).length > 0) continue;
    lifted += 1;
    for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
      const request = { ...ask(), principal: ANN, resourceAccount: undefined };
      const all = { name: 'all', document: everything };
      if (decide({ request, identityPolicies: [all] }).decision !== 'Allowed') continue;
      if (decide({ request, identityPolicies: [all, taken] }).decision === 'Allowed') continue;
      denied += 1;
      const { decision } = decide({ request, ...actor });
      if (decision !== 'Allowed')
        throw new Error(JSON.stringify({ decision, request, taken, actor }, null, 1));
    }
  }
  expect(lifted).toBeGreaterThan(20);
  expect(denied).toBeGreaterThan(100);
});

test('what a resource policy gives is measured on its resource alone, whatever it says of others', () => {
  const policy = {
    name: 'door',
    document: {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'orders:Read', Resource: '*' },
        { Effect: 'Deny', Principal: '*', Action: '*' },
      ],
    },
  } as const;
  const holding = (Resource: string) => ({
    identityPolicies: [
      { name: 'own', document: { Statement: { Effect: 'Allow', Action: 'orders:*', Resource } } } as const,
    ],
  });
  const passes = (name: string, held: string): boolean =>
    uncovered(givenOnResource(policy, name), holding(held)).length === 0;
  expect(passes('rn:acme:orders:order/1', 'rn:acme:orders:order/*')).toBe(true);
  expect(passes('rn:acme:orders:order/1', 'rn:acme:orders:order/1')).toBe(true);
  expect(passes('rn:acme:orders:order/1', 'rn:acme:orders:order/2')).toBe(false);
  // A star in a name is a character of the name, and a name with one is not all names.
  expect(passes('rn:acme:orders:order/*', 'rn:acme:orders:order/1')).toBe(false);
  expect(passes('rn:acme:orders:order/${aws:username}', 'rn:acme:orders:order/*')).toBe(true);
});

describe('a statement of very many pairs', () => {
  const many = (count: number, of: string): string[] =>
    Array.from({ length: count }, (_, at) => `${of}${at}`);
  const documentOf = (...Statement: object[]) => ({ name: 'p', document: { Statement } as PolicyDocument });
  const allow = (Action: string | string[], Resource: string | string[]) => ({
    Effect: 'Allow',
    Action,
    Resource,
  });
  const halves = [allow('a:*', 'door/*'), allow('a:*', 'gate/*'), allow('b:*', '*')];
  const actor = { identityPolicies: [documentOf(...halves)] };

  test('counts what is said twice once', () => {
    const doors = [...Array<string>(2500).fill('door/1'), 'gate/1'];
    const twice = documentOf(allow([...Array<string>(1600).fill('a:b'), 'b:c'], doors));
    expect(uncovered([twice], actor)).toEqual([]);
    expect(uncovered([twice], { identityPolicies: [documentOf(allow('a:*', '*'))] })).toHaveLength(1);
  });

  test('is compared as a whole, and not covered where that does not do', () => {
    const whole = documentOf(allow(many(1600, 'a:'), many(2500, 'door/')));
    expect(uncovered([whole], actor)).toEqual([]);
    const both = documentOf(allow(many(1600, 'a:'), ['gate/0', ...many(2500, 'door/')]));
    expect(uncovered([both], actor).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('4001600 pairs'),
    ]);
    const fewer = documentOf(allow(many(20, 'a:'), ['gate/0', ...many(99, 'door/')]));
    expect(uncovered([fewer], actor)).toEqual([]);
  });

  test('ends the search where only yes or no is asked', () => {
    const holds = coverage(actor);
    expect(holds([documentOf(allow('a:b', 'door/1'))])).toBe(true);
    expect(holds([documentOf(allow('c:d', '*')), documentOf(allow('a:b', 'door/1'))])).toBe(false);
  });
});
