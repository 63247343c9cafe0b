// Can a stranger tell known, unknown, disabled and locked accounts apart by how long a refused login takes?
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { createAccounts, REALM, startReeve } from './lib/reeve.mjs';
import { median } from './lib/alternate.mjs';
import { report } from './lib/report.mjs';
import { mannWhitneyP } from './lib/rank-test.mjs';

const EACH = Number(process.env.BENCH_LOGINS ?? 2000) / 4;
/** With six pairs compared, Bonferroni's bound for 1%. */
const SIGNIFICANT = 0.01 / 6;
const WRONG = randomBytes(12).toString('base64url');

// A trusted proxy names another address for each login, so that only accounts are counted, not addresses.
const reeve = await startReeve({ REEVE_TRUSTED_PROXIES: '127.0.0.1/32' });
const perKind = Math.ceil(EACH / 2);
const accounts = await createAccounts(reeve, perKind * 3);
const kinds = {
  known: accounts.slice(0, perKind),
  disabled: accounts.slice(perKind, 2 * perKind),
  locked: accounts.slice(2 * perKind),
  unknown: Array.from({ length: perKind }, (_, index) => ({ email: `nobody${index}@example.com` })),
};
for (const { id } of kinds.disabled) {
  await reeve.graphql(
    'mutation ($input: DisableAccountInput!) { disableAccount(input: $input) { __typename ... on Error { code message } } }',
    { input: { id } },
  );
}
// From one address each, as the limit counts them; the measured attempt comes from there too.
for (const { email } of kinds.locked) {
  for (let failure = 0; failure < 8; failure += 1) await attempt(email, addressOf(email));
}

const taken = { known: [], unknown: [], disabled: [], locked: [] };
const plan = shuffled(
  Object.entries(kinds).flatMap(([kind, list]) =>
    [...list, ...list].slice(0, EACH).map(({ email }) => ({ kind, email })),
  ),
);
const answers = new Set();
for (const { kind, email } of plan) {
  const { milliseconds, answer } = await attempt(email, kind === 'locked' ? addressOf(email) : undefined);
  taken[kind].push(milliseconds);
  answers.add(answer);
}
await reeve.stop();

const names = Object.keys(taken);
const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b]));
const p = Object.fromEntries(pairs.map(([a, b]) => [`${a} ~ ${b}`, mannWhitneyP(taken[a], taken[b])]));
const smallest = Math.min(...Object.values(p));
report(
  `bench:timing (${plan.length} refused logins; Mann-Whitney p of each pair; distinguishable below ${SIGNIFICANT.toFixed(4)})`,
  {
    ...Object.fromEntries(names.map((name) => [name, { medianMs: median(taken[name]) }])),
    ...Object.fromEntries(Object.entries(p).map(([k, v]) => [k, { p: v }])),
  },
  {
    ratio: smallest / SIGNIFICANT,
    smallestP: smallest,
    distinguishable: smallest < SIGNIFICANT,
    differentAnswers: answers.size,
  },
);

/** Every order equally likely (Fisher and Yates), so that what drifts meets all kinds alike. */
function shuffled(list) {
  const items = [...list];
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}

/** The same address for the same e-mail. */
function addressOf(email) {
  return `10.${Array.from(createHash('sha256').update(email).digest().subarray(0, 3)).join('.')}`;
}

async function attempt(email, address = `10.${Array.from(randomBytes(3)).join('.')}`) {
  const started = performance.now();
  const response = await fetch(`${reeve.url}/realms/${REALM}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email, password: WRONG }),
  });
  const { requestId: _requestId, instance: _instance, ...body } = await response.json();
  return { milliseconds: performance.now() - started, answer: `${response.status} ${JSON.stringify(body)}` };
}
