// Child processes of a benchmark: started, awaited, and their CPU time read.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** A TCP port that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts `node script ...args` and waits until `readyUrl` answers 200.
 * Its output goes nowhere, as to a log collector that costs the benchmark nothing.
 */
export async function startNode(script, args, env, readyUrl) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let exited = false;
  child.once('exit', () => (exited = true));
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (exited) throw new Error(`${script} ended before it was ready`);
    if (Date.now() > deadline) throw new Error(`${script} was not ready within 30 s`);
    const ok = await fetch(readyUrl).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    pid: child.pid,
    async stop() {
      if (exited) return;
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** User and system CPU time of a process, all its threads together, in milliseconds (Linux). */
export function cpuMilliseconds(pid) {
  return cpuOf(`/proc/${pid}/stat`);
}

/** The same of its main thread alone: what the event loop takes, without hashing, store and the engine's helpers. */
export function mainThreadMilliseconds(pid) {
  return cpuOf(`/proc/${pid}/task/${pid}/stat`);
}

function cpuOf(file) {
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}
