// 50 accounts with 3 groups each, authenticated, beside a bare Yoga server over memory with the same schema.
import { alternate } from './lib/alternate.mjs';
import { ACCOUNTS_QUERY } from './lib/accounts-query.mjs';
import { load } from './lib/load.mjs';
import { freePort, startNode } from './lib/processes.mjs';
import { createAccounts, REALM, startReeve } from './lib/reeve.mjs';
import { report } from './lib/report.mjs';
import { SECONDS, WARM_UP } from './lib/settings.mjs';

const CONNECTIONS = 16;
const GROUPS = 10;
const GROUPS_EACH = 3;
const reeve = await startReeve();
const accounts = await createAccounts(reeve, 50, false);
await createGroups();

const port = await freePort();
const bare = {
  url: `http://127.0.0.1:${port}`,
  ...(await startNode('bench/reference/yoga.mjs', [String(port)], {}, `http://127.0.0.1:${port}/ready`)),
};
const body = JSON.stringify({ query: ACCOUNTS_QUERY });
const request = {
  method: 'POST',
  path: '/graphql',
  body,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: `Bearer ${reeve.adminToken}`,
    'x-realm': REALM,
  },
};
const side = (server, seconds) =>
  load({ url: server.url, pid: server.pid, requests: [request], connections: CONNECTIONS, seconds });

await check(reeve);
await check(bare);
await side(reeve, WARM_UP / 2);
await side(bare, WARM_UP / 2);
const result = await alternate({
  Reeve: () => side(reeve, SECONDS),
  'bare Yoga over memory': () => side(bare, SECONDS),
});
await reeve.stop();
await bare.stop();

report('bench:graphql (CPU ms each; ratio = bare Yoga / Reeve)', result, {
  ratio: result['bare Yoga over memory'].cpu / result.Reeve.cpu,
  reeveCpu: result.Reeve.cpu,
  yogaCpu: result['bare Yoga over memory'].cpu,
  failed: result.Reeve.failed + result['bare Yoga over memory'].failed,
});

async function check(server) {
  const answer = await (
    await fetch(server.url + request.path, { method: 'POST', headers: request.headers, body })
  ).json();
  const edges = answer.data?.accounts.edges ?? [];
  const right = edges.length === 50 && edges.every(({ node }) => node.groups.edges.length === GROUPS_EACH);
  if (!right) throw new Error(`wrong answer: ${JSON.stringify(answer).slice(0, 500)}`);
}

async function createGroups() {
  for (let index = 0; index < GROUPS; index += 1) {
    const { createGroup } = await reeve.graphql(
      'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { ... on Group { id } ... on Error { code message } } }',
      { input: { name: `group-${index}` } },
    );
    const memberIds = accounts
      .filter((_, account) => (index - account + GROUPS * accounts.length) % GROUPS < GROUPS_EACH)
      .map(({ id }) => id);
    await reeve.graphql(
      'mutation ($input: AddGroupMembersInput!) { addGroupMembers(input: $input) { __typename ... on Error { code message } } }',
      { input: { groupId: createGroup.id, memberIds } },
    );
  }
}
