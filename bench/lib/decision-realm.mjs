// A realm full of principals and policies, and questions about them.
import { REALM } from './reeve.mjs';

const BATCH = 1000;
/** Each role's policy; what bench/reference/cerbos.mjs says in Cerbos's words. */
const ROLES = {
  reader: [{ Effect: 'Allow', Action: 'orders:Read', Resource: `rn:${REALM}:orders:order/*` }],
  editor: [
    { Effect: 'Allow', Action: ['orders:Read', 'orders:Update'], Resource: `rn:${REALM}:orders:order/*` },
  ],
  auditor: [
    { Effect: 'Allow', Action: 'orders:Read', Resource: `rn:${REALM}:orders:order/eu-*` },
    { Effect: 'Deny', Action: 'orders:Update', Resource: '*' },
  ],
};
const ROLE_NAMES = Object.keys(ROLES);

const roleOf = (index) => ROLE_NAMES[index % ROLE_NAMES.length];

async function inTurns(count, atOnce, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Makes `count` accounts, a third of them in the group of each role; answers their ids. */
export async function createPrincipals(reeve, count) {
  const ids = [];
  for (let from = 0; from < count; from += BATCH) {
    const accounts = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => ({
      email: `principal${from + index}@example.com`,
      name: `Principal ${from + index}`,
    }));
    const { results } = await reeve.mutate(
      'importAccounts',
      { accounts },
      '... on AccountsImport { results { account { id } error { message } } }',
    );
    ids.push(...results.map(({ account }) => account.id));
  }
  for (const [at, name] of ROLE_NAMES.entries()) {
    const role = await reeve.mutate('createRole', { name }, '... on Role { id }');
    const group = await reeve.mutate('createGroup', { name: `${name}s` }, '... on Group { id }');
    const document = { Version: '2012-10-17', Statement: ROLES[name] };
    await reeve.mutate('putInlinePolicy', { targetId: role.id, name, document });
    await reeve.mutate('assignRole', { roleId: role.id, subjectId: group.id });
    const members = ids.filter((_, index) => index % ROLE_NAMES.length === at);
    for (let from = 0; from < members.length; from += BATCH) {
      const memberIds = members.slice(from, from + BATCH);
      await reeve.mutate('addGroupMembers', { groupId: group.id, memberIds });
    }
  }
  return ids;
}

/** Gives each of the first `count` principals a policy of its own, about a service that nobody asks for. */
export async function createPolicies(reeve, ids, count) {
  await inTurns(count, 16, async (index) => {
    const document = {
      Version: '2012-10-17',
      Statement: [0, 1, 2].map((part) => ({
        Effect: 'Allow',
        Action: `stock:Move${part}`,
        Resource: `rn:${REALM}:stock:bin/${index}/*`,
      })),
    };
    const policy = await reeve.mutate(
      'createPolicy',
      { name: `policy-${index}`, document },
      '... on Policy { id }',
    );
    await reeve.mutate('attachPolicy', { policyId: policy.id, targetId: ids[index] });
  });
}

/** `count` questions, each about a random principal and a random resource, with the right answer. */
export function randomQuestions(ids, count) {
  return Array.from({ length: count }, () => {
    const index = Math.floor(Math.random() * ids.length);
    const region = Math.random() < 0.5 ? 'eu' : 'us';
    const action = Math.random() < 0.7 ? 'Read' : 'Update';
    const role = roleOf(index);
    const resource = `${region}-${Math.floor(Math.random() * 100_000)}`;
    const allowed = role === 'editor' || (action === 'Read' && (role === 'reader' || region === 'eu'));
    return { principal: ids[index], role, action, resource, allowed };
  });
}

/** A question as AuthZEN asks it. */
export function evaluation({ principal, action, resource }) {
  return {
    subject: { type: 'account', id: principal },
    action: { name: action },
    resource: { type: 'orders/order', id: resource },
  };
}
