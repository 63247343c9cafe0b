import { expect, test } from '@jest/globals';
import { uncovered } from '../../../src/decision/covers.js';
import { decide } from '../../../src/decision/decide.js';
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
