// `npm run test:mongodb-spec -- DIR...`: MongoDB's specification tests (unified test format) against the embedded
// store, through the official driver. DIR is a folder or file of tests, or the folder that holds them all.
// `--only TEXT` runs the tests whose file or description contains TEXT; `--verbose` names the skipped ones too.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { MongoClient } from 'mongodb';
import { readTestFiles } from './files.mjs';
import { describeServer } from './requirements.mjs';
import { allowances } from './event-match.mjs';
import { selfTest } from './self-test.mjs';
import { skipRule } from './skip-rules.mjs';
import { runTest } from './test-run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, verbose: { type: 'boolean', default: false } },
});
if (positionals.length === 0) {
  console.error('Usage: npm run test:mongodb-spec -- DIR... [--only TEXT] [--verbose]');
  process.exit(2);
}

/** Bundles the store from its sources, and starts it with a data folder of its own. */
async function startStore() {
  const outfile = `${root}.build/mongodb-spec/store-server.mjs`;
  await mkdir(`${root}.build/mongodb-spec`, { recursive: true });
  await build({
    entryPoints: [`${root}src/embedded/store-server.ts`],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const { startStoreServer } = await import(pathToFileURL(outfile).href);
  return startStoreServer({ dataDir: ':memory:' });
}

const begun = performance.now();
const store = await startStore();
const internal = new MongoClient(store.uri);
const server = await describeServer(internal);
const skipped = new Map();
const failures = [];
let passed = 0;

const { mistakes, count } = await selfTest({ uri: store.uri, internal });
for (const mistake of mistakes) console.log(`FAIL  the runner itself: ${mistake}`);
console.log(`The runner itself: ${count} cases, ${mistakes.length} failed`);
failures.push(...mistakes);

for await (const file of readTestFiles(positionals)) {
  for (const test of file.tests) {
    const name = `${file.name}: ${test.description}`;
    if (values.only !== undefined && !name.includes(values.only)) continue;
    const rule = skipRule(file, test, server);
    if (rule !== undefined) {
      skipped.set(rule, (skipped.get(rule) ?? 0) + 1);
      if (values.verbose) console.log(`skip  ${name} (${rule})`);
      continue;
    }
    try {
      await runTest({ uri: store.uri, internal, file, test });
      passed += 1;
      if (values.verbose) console.log(`pass  ${name}`);
    } catch (error) {
      failures.push(name);
      console.log(`FAIL  ${name}\n      ${String(error?.message ?? error).replaceAll('\n', '\n      ')}`);
      if (values.verbose) console.log(error?.stack);
    }
  }
}

console.log('\nSkipped by rule:');
for (const [rule, count] of [...skipped].sort(([, a], [, b]) => b - a))
  console.log(`  ${String(count).padStart(4)}  ${rule}`);
if (allowances.size > 0) console.log('\nAllowed for, in commands that match otherwise:');
for (const [what, times] of allowances) console.log(`  ${String(times).padStart(4)}  ${what}`);
const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
console.log(
  `\n${passed} passed, ${failures.length} failed, ${total} skipped in ${((performance.now() - begun) / 1_000).toFixed(1)} s`,
);

await internal.close();
await store.close();
// a folder without tests shows nothing
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
