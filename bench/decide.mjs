// A decision in process at 10 to 100,000 statements, beside other libraries with the same rules.
// Questions are the last rule's (allowed) and others that no rule matches, in turn.
import { alternate } from './lib/alternate.mjs';
import { report } from './lib/report.mjs';
import { deciders } from './reference/deciders.mjs';

const { compilePolicy, decide, PolicySet } = await import(
  process.env.BENCH_DECISION ?? '../dist/decision.js'
);

const SIZES = (process.env.BENCH_SIZES ?? '10,100,1000,10000,100000').split(',').map(Number);
/** Each measurement takes this long, or as long as one round of questions where that is more. */
const MILLISECONDS = Number(process.env.BENCH_SECONDS ?? 0.3) * 1000;
const PRINCIPAL = 'rn:acme:iam:account/ann';
const STATEMENTS_PER_POLICY = 20;
const OTHERS = 15;

const statement = (index) => ({
  Effect: 'Allow',
  Action: 'orders:Read',
  Resource: `rn:acme:orders:order/${index}`,
});
/** What no literal excludes: every action but one, on everything, when a tag says so. */
const unexcluded = (index) => ({
  Effect: 'Allow',
  NotAction: 'orders:Delete',
  Resource: '*',
  Condition: { StringEquals: { 'orders:region': `region-${index}` } },
});

function reeve(count, make) {
  const policies = [];
  for (let from = 0; from < count; from += STATEMENTS_PER_POLICY) {
    const length = Math.min(STATEMENTS_PER_POLICY, count - from);
    const Statement = Array.from({ length }, (_, index) => make(from + index));
    policies.push(compilePolicy({ name: `policy-${from}`, document: { Version: '2012-10-17', Statement } }));
  }
  const identityPolicies = [new PolicySet(policies)];
  return (order) =>
    decide({
      request: {
        principal: PRINCIPAL,
        action: 'orders:Read',
        resource: `rn:acme:orders:order/${order}`,
        context: {},
      },
      identityPolicies,
    }).decision === 'Allowed';
}

/** The last rule's question between others that no rule matches. */
function questions(count) {
  return Array.from({ length: OTHERS + 1 }, (_, index) => (index % 2 === 0 ? count - 1 : count + index));
}

function check(name, may, count) {
  for (const order of questions(count)) {
    if (may(order) !== order < count) throw new Error(`${name} answers wrongly at ${count} rules`);
  }
}

/** Microseconds a decision. */
function measure(may, count) {
  const asked = questions(count);
  let decided = 0;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < MILLISECONDS) {
    for (const order of asked) may(order);
    decided += asked.length;
    elapsed = performance.now() - started;
  }
  return { us: (elapsed * 1000) / decided };
}

const OURS = 'Reeve';
const rows = Object.fromEntries(
  [OURS, ...Object.keys(deciders), 'Reeve, nothing excluded'].map((name) => [name, {}]),
);
const sides = {};
for (const count of SIZES) {
  const made = { [OURS]: reeve(count, statement) };
  for (const [name, make] of Object.entries(deciders)) made[name] = await make(count);
  for (const [name, may] of Object.entries(made)) {
    check(name, may, count);
    sides[`${name} @ ${count}`] = () => measure(may, count);
  }
  const linear = reeve(count, unexcluded);
  sides[`Reeve, nothing excluded @ ${count}`] = () => measure(linear, count);
}
for (const count of SIZES) sides[`${OURS} @ ${count}`]();

const result = await alternate(sides);
for (const [side, { us }] of Object.entries(result)) {
  const [name, count] = side.split(' @ ');
  rows[name][`us at ${count}`] = us;
}
const at = (name, count) => result[`${name} @ ${count}`]?.us ?? Number.NaN;
const times = (name) => at(name, 1000) / at(OURS, 1000);
const [cedar, casbin, casl] = Object.keys(deciders);
report('bench:decide (microseconds a decision; ratio = the fastest other / Reeve at 1,000)', rows, {
  ratio: Math.min(times(cedar), times(casbin), times(casl)),
  timesCedar: times(cedar),
  timesCasbin: times(casbin),
  timesCasl: times(casl),
  flat: at(OURS, SIZES.at(-1)) / at(OURS, SIZES[0]),
});
