import { decide } from '../../src/decision/decide.js';
import type { DecisionInput } from '../../src/decision/decide.js';
import { explain } from '../../src/decision/explain.js';
import { compilePolicy } from '../../src/decision/policy.js';
import { PolicySet } from '../../src/decision/policy-set.js';
import { randomSource, randomWorld } from './random-policies.js';
import type { World } from './random-policies.js';
import { referenceDecide } from './reference-evaluator.js';

const REQUESTS_PER_WORLD = 50;

/**
 * Asks the engine and the reference evaluator the same random questions; throws at the first difference.
 * Answers how often each verdict came, so that a test can see that the questions were any good.
 */
export function compareWithReference(requests: number, seed: number): ReadonlyMap<string, number> {
  const random = randomSource(seed);
  const verdicts = new Map<string, number>();
  for (let asked = 0; asked < requests; asked += REQUESTS_PER_WORLD) {
    const { policies, ask } = randomWorld(random);
    const sets = compiled(policies);
    for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
      const request = ask();
      const expected = referenceDecide({ ...policies, request });
      const answers = [decide({ ...sets, request })];
      // Without sets, and with a trace, less often: it takes longer.
      if (index === 0) answers.push(decide({ ...policies, request }), explain({ ...policies, request }));
      for (const { decision, missing } of answers) {
        const reasoned = decision !== 'ImplicitlyDenied' || missing.length > 0;
        if (decision === expected && reasoned) continue;
        throw new Error(`${decision}, not ${expected}: ${JSON.stringify({ request, ...policies }, null, 1)}`);
      }
      verdicts.set(expected, (verdicts.get(expected) ?? 0) + 1);
    }
  }
  return verdicts;
}

/** As the server asks: compiled once, one set for the identity policies, indexed. */
function compiled(policies: World['policies']): Omit<DecisionInput, 'request'> {
  const identity = policies.identityPolicies.map((policy) => compilePolicy(policy));
  const resource =
    policies.resourcePolicy && new PolicySet([compilePolicy(policies.resourcePolicy, 'resource')]);
  return { ...policies, identityPolicies: [new PolicySet(identity)], resourcePolicy: resource };
}
