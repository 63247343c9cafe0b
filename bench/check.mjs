// "May they?" over HTTP (AuthZEN), beside a JSON echo of the same bodies and beside Cerbos with the same rules; then with
// 100,000 accounts and 10,000 policies stored.
import { alternate } from './lib/alternate.mjs';
import { createPolicies, createPrincipals, evaluation, randomQuestions } from './lib/decision-realm.mjs';
import { load } from './lib/load.mjs';
import { freePort, startNode } from './lib/processes.mjs';
import { basicAuthorization, createService, REALM, startReeve } from './lib/reeve.mjs';
import { report } from './lib/report.mjs';
import { SECONDS, WARM_UP } from './lib/settings.mjs';
import { startCerbos } from './reference/cerbos.mjs';

const CONNECTIONS = 16;
const PRINCIPALS = 10_000;
const QUESTIONS = 20_000;
const BATCH = 50;
const STORED = {
  accounts: Number(process.env.BENCH_ACCOUNTS ?? 100_000),
  policies: Number(process.env.BENCH_POLICIES ?? 10_000),
};
const JSON_TYPE = { 'content-type': 'application/json' };

const small = await startReeve();
const asked = randomQuestions(await createPrincipals(small, PRINCIPALS), QUESTIONS);

const large = await startReeve();
const largeIds = await createPrincipals(large, STORED.accounts);
const largeAsked = randomQuestions(largeIds.slice(0, PRINCIPALS), QUESTIONS);
await createPolicies(large, largeIds, STORED.policies);
const readySeconds = await large.restart();

const sides = {
  Reeve: await reeveSide(small, asked),
  'Reeve, 50 at once': await batchSide(small, asked),
  [`Reeve, ${STORED.accounts} accounts, ${STORED.policies} policies`]: await reeveSide(large, largeAsked),
  'JSON echo': await echoSide(asked),
};
const cerbos = await startCerbos();
if (cerbos === undefined) console.log('Cerbos does not run on this machine, so nothing is beside it.');
else sides.Cerbos = await cerbosSide(cerbos, asked);

for (const { measure } of Object.values(sides)) await measure(WARM_UP);
const result = await alternate(
  Object.fromEntries(Object.entries(sides).map(([name, { measure }]) => [name, () => measure(SECONDS)])),
);
for (const { stop } of Object.values(sides)) await stop();

const [ours, batch, stored, echo] = Object.values(result);
report('bench:check (CPU milliseconds an answer; ratio = echo / Reeve)', result, {
  ratio: echo.cpu / ours.cpu,
  timesCerbos: result.Cerbos === undefined ? null : result.Cerbos.cpu / ours.cpu,
  batchMicrosecondsADecision: (batch.cpu * 1000) / BATCH,
  stored: stored.cpu / ours.cpu,
  readySeconds,
  failed: Object.values(result).reduce((sum, { failed }) => sum + failed, 0),
});

async function reeveSide(reeve, questions) {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${await askerToken(reeve)}` };
  const path = `/realms/${REALM}/access/v1/evaluation`;
  const requests = questions.map((question) => post(path, headers, evaluation(question)));
  await check(reeve.url, requests, questions, ({ decision }) => decision);
  return sideOf(reeve, requests);
}

async function batchSide(reeve, questions) {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${await askerToken(reeve)}` };
  const requests = Array.from({ length: questions.length / BATCH }, (_, index) =>
    post(`/realms/${REALM}/access/v1/evaluations`, headers, {
      evaluations: questions.slice(index * BATCH, (index + 1) * BATCH).map(evaluation),
    }),
  );
  return { ...(await sideOf(reeve, requests)), stop: () => undefined };
}

async function echoSide(questions) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const echo = await startNode('bench/reference/echo.mjs', [String(port)], {}, url);
  return sideOf(
    { ...echo, url },
    questions.map((question) => post('/', JSON_TYPE, evaluation(question))),
  );
}

async function cerbosSide(server, questions) {
  const requests = questions.map(({ principal, role, action, resource }) =>
    post('/api/check/resources', JSON_TYPE, {
      principal: { id: principal, roles: [role] },
      resources: [{ actions: [action], resource: { kind: 'order', id: resource } }],
    }),
  );
  await check(
    server.url,
    requests,
    questions,
    ({ results }, { action }) => results[0].actions[action] === 'EFFECT_ALLOW',
  );
  return sideOf(server, requests);
}

function sideOf({ url, pid, stop }, requests) {
  return {
    measure: (seconds) => load({ url, pid, requests, connections: CONNECTIONS, seconds }),
    stop,
  };
}

function post(path, headers, body) {
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}

/** The answers are right before they are counted. */
async function check(url, requests, questions, decisionOf) {
  for (let index = 0; index < 300; index += 1) {
    const { path, method, headers, body } = requests[index];
    const answer = await (await fetch(url + path, { method, headers, body })).json();
    if (decisionOf(answer, questions[index]) !== questions[index].allowed) {
      throw new Error(`wrong answer: ${JSON.stringify({ question: questions[index], answer })}`);
    }
  }
}

/** The access token of a service that may ask about everybody. */
async function askerToken(reeve) {
  const service = await createService(reeve, 'asker');
  const document = { Statement: { Effect: 'Allow', Action: 'iam:Evaluate', Resource: '*' } };
  await reeve.mutate('putInlinePolicy', { targetId: service.id, name: 'Asker', document });
  const answer = await fetch(`${reeve.url}/realms/${REALM}/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basicAuthorization(service),
    },
    body: 'grant_type=client_credentials',
  });
  return (await answer.json()).access_token;
}
