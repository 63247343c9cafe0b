// A realm full of principals and policies, and questions about them.
import { copies, withDatabase } from './bulk.mjs';
import { REALM } from './reeve.mjs';

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

/** Makes `count` accounts, a third of them in the group of each role; answers their ids. */
export async function createPrincipals(reeve, count) {
  const first = await reeve.mutate(
    'createAccount',
    { email: 'principal@example.com', name: 'Principal' },
    '... on Account { id }',
  );
  const groups = [];
  for (const name of ROLE_NAMES) {
    const role = await reeve.mutate('createRole', { name }, '... on Role { id }');
    const group = await reeve.mutate('createGroup', { name: `${name}s` }, '... on Group { id }');
    const document = { Version: '2012-10-17', Statement: ROLES[name] };
    await reeve.mutate('putInlinePolicy', { targetId: role.id, name, document });
    await reeve.mutate('assignRole', { roleId: role.id, subjectId: group.id });
    groups.push(group.id);
  }
  await reeve.mutate('addGroupMembers', { groupId: groups[0], memberIds: [first.id] });
  return withDatabase(reeve, async (database) => {
    const account = await database.collection('accounts').findOne({ _id: first.id });
    const membership = await database.collection('edges').findOne({ subject: `account:${first.id}` });
    const ids = await copies(database.collection('accounts'), account, count, (index, id) => {
      const email = `principal${index}@example.com`;
      const name = `Principal ${index}`;
      const nameKey = account.nameKey
        .replace(account.name.toLowerCase(), name.toLowerCase())
        .replace(account._id, id);
      return { email, loginKey: email, name, nameKey };
    });
    await copies(database.collection('edges'), membership, count, (index) => ({
      subject: `account:${ids[index]}`,
      object: `group:${groups[index % groups.length]}`,
    }));
    return ids;
  });
}

/** Gives each of the first `count` principals a policy of its own, about a service that nobody asks for. */
export async function createPolicies(reeve, ids, count) {
  const documentOf = (index) => ({
    Version: '2012-10-17',
    Statement: [0, 1, 2].map((part) => ({
      Effect: 'Allow',
      Action: `stock:Move${part}`,
      Resource: `rn:${REALM}:stock:bin/${index}/*`,
    })),
  });
  const input = { name: 'policy', document: documentOf(0) };
  const first = await reeve.mutate('createPolicy', input, '... on Policy { id }');
  await reeve.mutate('attachPolicy', { policyId: first.id, targetId: ids[0] });
  await withDatabase(reeve, async (database) => {
    const policy = await database.collection('policies').findOne({ _id: first.id });
    const attachment = await database.collection('edges').findOne({ object: `policy:${first.id}` });
    const [version] = policy.versions;
    const policyIds = await copies(database.collection('policies'), policy, count, (index) => ({
      name: `policy-${index}`,
      versions: [{ ...version, document: JSON.stringify(documentOf(index)) }],
    }));
    await copies(database.collection('edges'), attachment, count, (index) => ({
      subject: `account:${ids[index]}`,
      object: `policy:${policyIds[index]}`,
    }));
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
