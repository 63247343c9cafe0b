// Raw RS256 signatures of an access token's claims with jose, 16 at a time, for `seconds`; prints CPU ms each.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

const [concurrency, seconds] = process.argv.slice(2).map(Number);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const sign = () =>
  new SignJWT({ client_id: randomUUID(), realm: 'bench', roles: [], groups: [], jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'bench' })
    .setIssuer('http://127.0.0.1:4000/realms/bench')
    .setAudience('http://127.0.0.1:4000/realms/bench')
    .setSubject('bench')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(privateKey);

for (let warm = 0; warm < 200; warm += 1) await sign();
const until = performance.now() + seconds * 1000;
const before = process.cpuUsage();
let done = 0;
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (performance.now() < until) {
      await sign();
      done += 1;
    }
  }),
);
const used = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: (used.user + used.system) / 1000 / done, rps: done / seconds }));
