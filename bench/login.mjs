// Logins over HTTP beside raw argon2id hashes with the same parameters and concurrency.
import { alternate } from './lib/alternate.mjs';
import { load } from './lib/load.mjs';
import { raw } from './lib/raw.mjs';
import { createAccounts, PASSWORD, REALM, startReeve } from './lib/reeve.mjs';
import { report } from './lib/report.mjs';
import { SECONDS, WARM_UP } from './lib/settings.mjs';

const CONNECTIONS = 16;
const reeve = await startReeve();
const accounts = await createAccounts(reeve, 50);
const requests = accounts.map(({ email }) => ({
  method: 'POST',
  path: `/realms/${REALM}/login`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email, password: PASSWORD }),
}));
const ours = (seconds) =>
  load({ url: reeve.url, pid: reeve.pid, requests, connections: CONNECTIONS, seconds });

await ours(WARM_UP);
const result = await alternate({
  'login over HTTP': () => ours(SECONDS),
  'argon2id alone': () => raw('argon2.mjs', CONNECTIONS, SECONDS),
});
await reeve.stop();

const login = result['login over HTTP'];
report('bench:login (CPU ms each; ratio = argon2id / login)', result, {
  ratio: result['argon2id alone'].cpu / login.cpu,
  loginCpu: login.cpu,
  mainThreadCpu: login.mainCpu,
  argon2Cpu: result['argon2id alone'].cpu,
  failed: login.failed,
});
