// Raw argon2id hashes with Reeve's parameters, `concurrency` at a time, for `seconds`; prints CPU ms per hash.
import { hash } from '@node-rs/argon2';

const [concurrency, seconds] = process.argv.slice(2).map(Number);
const until = performance.now() + seconds * 1000;
const before = process.cpuUsage();
let done = 0;
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (performance.now() < until) {
      await hash('a password of ordinary length', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
      done += 1;
    }
  }),
);
const used = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: (used.user + used.system) / 1000 / done, rps: done / seconds }));
