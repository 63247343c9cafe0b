// client_credentials over HTTP beside raw RS256 signatures; refresh, introspection and userinfo beside a JSON echo.
import { alternate } from './lib/alternate.mjs';
import { load } from './lib/load.mjs';
import { freePort, startNode } from './lib/processes.mjs';
import { raw } from './lib/raw.mjs';
import { basicAuthorization, createAccounts, createService, REALM, startReeve } from './lib/reeve.mjs';
import { report } from './lib/report.mjs';
import { SECONDS, WARM_UP } from './lib/settings.mjs';

const CONNECTIONS = 16;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const reeve = await startReeve();

const services = [];
for (let index = 0; index < 50; index += 1) services.push(await createService(reeve, `service ${index}`));
const accounts = await createAccounts(reeve, 50);
const logins = [];
for (const { email } of accounts) logins.push(await reeve.login(email));

const post = (path, body, headers) => ({
  method: 'POST',
  path: `/realms/${REALM}${path}`,
  body,
  headers: { ...FORM, ...headers },
});
const pick = (list, index) => list[index % list.length];

const tokenRequests = services.map((service) =>
  post('/token', 'grant_type=client_credentials', { authorization: basicAuthorization(service) }),
);
const introspectRequests = logins.map((login, index) =>
  post('/introspect', `token=${login.access_token}`, {
    authorization: basicAuthorization(pick(services, index)),
  }),
);
const userinfoRequests = logins.map((login) => ({
  method: 'GET',
  path: `/realms/${REALM}/userinfo`,
  headers: { authorization: `Bearer ${login.access_token}` },
}));
const echoPort = await freePort();
const echo = await startNode(
  'bench/reference/echo.mjs',
  [String(echoPort)],
  {},
  `http://127.0.0.1:${echoPort}/`,
);
const echoRequests = [
  {
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ active: true, sub: logins[0].access_token }),
  },
];

const side = (requests, seconds) =>
  load({ url: reeve.url, pid: reeve.pid, requests, connections: CONNECTIONS, seconds });
const echoed = (seconds) =>
  load({
    url: `http://127.0.0.1:${echoPort}`,
    pid: echo.pid,
    requests: echoRequests,
    connections: CONNECTIONS,
    seconds,
  });

await check();
for (const requests of [tokenRequests, introspectRequests, userinfoRequests])
  await side(requests, WARM_UP / 3);
await echoed(WARM_UP / 3);
const result = await alternate({
  client_credentials: () => side(tokenRequests, SECONDS),
  'RS256 alone': () => raw('rs256.mjs', CONNECTIONS, SECONDS),
  introspect: () => side(introspectRequests, SECONDS),
  userinfo: () => side(userinfoRequests, SECONDS),
  'JSON echo': () => echoed(SECONDS),
  refresh: () => refreshes(SECONDS),
});
await reeve.stop();
await echo.stop();

const cpu = (name) => result[name].cpu;
report('bench:token (CPU ms each; ratio = RS256 alone / client_credentials)', result, {
  ratio: cpu('RS256 alone') / cpu('client_credentials'),
  introspectTimesEcho: cpu('introspect') / cpu('JSON echo'),
  userinfoTimesEcho: cpu('userinfo') / cpu('JSON echo'),
  clientCredentialsCpu: cpu('client_credentials'),
  refreshCpu: cpu('refresh'),
  failed:
    result['client_credentials'].failed +
    result.introspect.failed +
    result.userinfo.failed +
    result.refresh.failed,
});

/** Each connection refreshes its own session, with the token that the answer before gave it. */
async function refreshes(seconds) {
  const { cpuMilliseconds } = await import('./lib/processes.mjs');
  const before = cpuMilliseconds(reeve.pid);
  const until = performance.now() + seconds * 1000;
  let answered = 0;
  let failed = 0;
  await Promise.all(
    logins.slice(0, CONNECTIONS).map(async (login) => {
      while (performance.now() < until) {
        const answer = await fetch(`${reeve.url}/realms/${REALM}/token`, {
          method: 'POST',
          headers: FORM,
          body: `grant_type=refresh_token&refresh_token=${login.refresh_token}`,
        });
        const body = await answer.json();
        answered += 1;
        if (answer.ok) login.refresh_token = body.refresh_token;
        else failed += 1;
      }
    }),
  );
  return { cpu: (cpuMilliseconds(reeve.pid) - before) / answered, rps: answered / seconds, failed, answered };
}

/** The answers are right before they are counted. */
async function check() {
  const send = async (request) =>
    (
      await fetch(reeve.url + request.path, {
        method: request.method,
        headers: request.headers,
        body: request.body,
      })
    ).json();
  const token = await send(tokenRequests[0]);
  const active = await send(introspectRequests[0]);
  const claims = await send(userinfoRequests[0]);
  if (!token.access_token || active.active !== true || claims.sub !== accounts[0].id) {
    throw new Error(`wrong answers: ${JSON.stringify({ token, active, claims })}`);
  }
}
