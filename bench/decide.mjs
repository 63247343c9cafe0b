// A decision in process at 10 to 100,000 statements, beside other libraries with the same rules.
// Half of the questions are the last rule's (allowed); the others no rule matches.
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

/** The last rule's question and one that no rule matches, in turn; the latter is another each time. */
function* questions(count) {
  for (let other = count; ; other = other === count + OTHERS ? count : other + 1) {
    yield count - 1;
    yield other;
  }
}

function check(name, may, count) {
  if (!may(count - 1) || may(count) || (count > 1 && !may(0))) {
    throw new Error(`${name} answers wrongly at ${count} rules`);
  }
}

/** CPU microseconds since `before`: other programs on the machine take time, but not this process's. */
function used(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** CPU microseconds a decision. */
function measure(may, count) {
  const asked = questions(count);
  const before = process.cpuUsage();
  let decided = 0;
  let slow = true;
  while (decided === 0 || used(before) < MILLISECONDS * 1000) {
    for (let pair = 0; pair < (slow ? 1 : 50); pair += 1) {
      may(asked.next().value);
      may(asked.next().value);
      decided += 2;
    }
    slow = used(before) / decided > 1000;
  }
  return { us: used(before) / decided };
}

const OURS = 'Reeve';
const LINEAR = 'Reeve, nothing excluded';
const [smallest, largest] = [SIZES[0], SIZES.at(-1)];

// Flatness first, and by itself: it compares two figures of a microsecond each.
const flatSides = [smallest, largest].map((count) => [count, reeve(count, statement)]);
for (const [count, may] of flatSides) measure(may, count);
const flat = await alternate(
  Object.fromEntries(flatSides.map(([count, may]) => [`at ${count}`, () => measure(may, count)])),
  7,
);

const rows = Object.fromEntries([OURS, ...Object.keys(deciders), LINEAR].map((name) => [name, {}]));
for (const count of SIZES) {
  const made = { [OURS]: reeve(count, statement) };
  for (const [name, make] of Object.entries(deciders)) made[name] = await make(count);
  for (const [name, may] of Object.entries(made)) check(name, may, count);
  made[LINEAR] = reeve(count, unexcluded);
  for (const may of Object.values(made)) measure(may, count);
  const result = await alternate(
    Object.fromEntries(Object.entries(made).map(([name, may]) => [name, () => measure(may, count)])),
  );
  for (const [name, { us }] of Object.entries(result)) rows[name][`us at ${count}`] = us;
}

const times = (name) => rows[name]['us at 1000'] / rows[OURS]['us at 1000'];
const [cedar, casbin, casl] = Object.keys(deciders);
report('bench:decide (CPU microseconds a decision; ratio = the fastest other / Reeve at 1,000)', rows, {
  ratio: Math.min(times(cedar), times(casbin), times(casl)),
  timesCedar: times(cedar),
  timesCasbin: times(casbin),
  timesCasl: times(casl),
  flat: flat[`at ${largest}`].us / flat[`at ${smallest}`].us,
});
