// Runs the integration and contract tests against a real MongoDB: MONGODB_URI, or else a mongod that
// mongodb-memory-server finds (MONGOMS_SYSTEM_BINARY) or downloads, as a replica set of one.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A replica set of our own, or undefined (and a word about it) where no mongod is to be had. */
async function startReplicaSet() {
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  try {
    return await MongoMemoryReplSet.create({
      replSet: { count: 1, storageEngine: 'wiredTiger' },
      binary: { version: process.env.MONGOMS_VERSION ?? '7.0.14' },
    });
  } catch (error) {
    console.error(`No MongoDB to test against: ${error.message}`);
    console.error('Set MONGODB_URI to a replica set, or MONGOMS_SYSTEM_BINARY to a mongod.');
    return undefined;
  }
}

const replicaSet = process.env.MONGODB_URI ? undefined : await startReplicaSet();
const uri = process.env.MONGODB_URI ?? replicaSet?.getUri();
if (uri === undefined) process.exit(1);

const args = ['scripts/test.mjs', ...process.argv.slice(2)];
if (process.argv.length === 2) args.push('tests/integration', 'tests/contract');
const tests = spawn(process.execPath, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MONGODB_URI: uri },
});
const code = await new Promise((resolve) => tests.once('exit', resolve));
await replicaSet?.stop();
process.exit(code ?? 1);
