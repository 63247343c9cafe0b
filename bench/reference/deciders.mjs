// Other libraries that decide, each with the same rules: ann may read order 0, order 1, ... order N-1.
// Order N-1 is the rule that a library looks at last, whichever end it begins with.
import { createRequire } from 'node:module';
import { createMongoAbility, subject } from '@casl/ability';
import { newEnforcer, newModelFromString } from 'casbin';

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');

const CASBIN_MODEL = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act
`;

/** Each answers a function from the number of an order to whether ann may read it. */
export const deciders = {
  '@cedar-policy/cedar-wasm (stateful)': (count) => {
    const id = `rules-${count}`;
    const rules = Array.from(
      { length: count },
      (_, index) =>
        `permit(principal == User::"ann", action == Action::"read", resource == Order::"${index}");`,
    );
    const parsed = cedar.preparsePolicySet(id, { staticPolicies: rules.join('\n') });
    if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
    return (order) => {
      const answer = cedar.statefulIsAuthorized({
        principal: { type: 'User', id: 'ann' },
        action: { type: 'Action', id: 'read' },
        resource: { type: 'Order', id: String(order) },
        context: {},
        preparsedPolicySetId: id,
        entities: [],
      });
      return answer.response.decision === 'allow';
    };
  },
  'casbin (enforceSync)': async (count) => {
    const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL));
    await enforcer.addPolicies(Array.from({ length: count }, (_, index) => ['ann', String(index), 'read']));
    return (order) => enforcer.enforceSync('ann', String(order), 'read');
  },
  '@casl/ability': (count) => {
    // In CASL a later rule overrides earlier ones, so it looks at the last first.
    const rules = Array.from({ length: count }, (_, index) => ({
      action: 'read',
      subject: 'Order',
      conditions: { id: index },
    }));
    const ability = createMongoAbility(rules.reverse());
    return (order) => ability.can('read', subject('Order', { id: order }));
  },
};
