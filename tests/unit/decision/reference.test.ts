import { describe, expect, test } from '@jest/globals';
import { compilePolicy } from '../../../src/decision/policy.js';
import { decide } from '../../../src/decision/decide.js';
import type { DecisionInput } from '../../../src/decision/decide.js';
import { explain } from '../../../src/decision/explain.js';
import { PolicySet } from '../../../src/decision/policy-set.js';
import { randomSource, randomWorld } from '../../support/random-policies.js';
import type { World } from '../../support/random-policies.js';
import { referenceDecide } from '../../support/reference-evaluator.js';

const REQUESTS = 100_000;
const REQUESTS_PER_WORLD = 50;

/** As the server asks: compiled once, one set for the identity policies, indexed. */
function compiled(policies: World['policies']): Omit<DecisionInput, 'request'> {
  const identity = policies.identityPolicies.map((policy) => compilePolicy(policy));
  const resource =
    policies.resourcePolicy && new PolicySet([compilePolicy(policies.resourcePolicy, 'resource')]);
  return { ...policies, identityPolicies: [new PolicySet(identity)], resourcePolicy: resource };
}

describe('decide and the reference evaluator', () => {
  test(`agree on ${REQUESTS} random requests`, () => {
    const random = randomSource(20261123);
    const verdicts = new Map<string, number>();
    for (let asked = 0; asked < REQUESTS; asked += REQUESTS_PER_WORLD) {
      const { policies, ask } = randomWorld(random);
      const sets = compiled(policies);
      for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
        const request = ask();
        const expected = referenceDecide({ ...policies, request });
        const { decision, missing } = decide({ ...sets, request });
        if (decision !== expected) {
          throw new Error(
            `${decision}, not ${expected}: ${JSON.stringify({ request, ...policies }, null, 1)}`,
          );
        }
        if (missing.length === 0 && decision === 'ImplicitlyDenied') throw new Error('Nothing is missing.');
        verdicts.set(decision, (verdicts.get(decision) ?? 0) + 1);
        if (index === 0) {
          expect(decide({ ...policies, request }).decision).toBe(expected);
          expect(explain({ ...policies, request }).decision).toBe(expected);
        }
      }
    }
    // The worlds are no good when nearly every answer is the same.
    for (const count of verdicts.values()) expect(count).toBeGreaterThan(REQUESTS / 20);
    expect(verdicts.size).toBe(3);
  });
});
