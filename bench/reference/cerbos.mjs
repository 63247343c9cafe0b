// Cerbos with the rules of bench/check.mjs, as a server of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../lib/processes.mjs';

const BINARY = 'bench/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64';

/** Every role of bench/check.mjs, in Cerbos's words. */
const POLICY = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: order
  rules:
    - actions: [Read]
      effect: EFFECT_ALLOW
      roles: [reader, editor]
    - actions: [Update]
      effect: EFFECT_ALLOW
      roles: [editor]
    - actions: [Read]
      effect: EFFECT_ALLOW
      roles: [auditor]
      condition:
        match:
          expr: request.resource.id.startsWith("eu-")
    - actions: [Update]
      effect: EFFECT_DENY
      roles: [auditor]
`;

const CONFIG = (port, grpcPort, policies) => `
server:
  httpListenAddr: 127.0.0.1:${port}
  grpcListenAddr: 127.0.0.1:${grpcPort}
storage:
  driver: disk
  disk: {directory: ${policies}, watchForChanges: false}
telemetry: {disabled: true}
`;

/** Undefined where its binary does not run. */
export async function startCerbos() {
  if (!existsSync(BINARY)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-cerbos-'));
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  writeFileSync(join(policies, 'order.yaml'), POLICY);
  const port = await freePort();
  writeFileSync(join(folder, 'config.yaml'), CONFIG(port, await freePort(), policies));
  const child = spawn(BINARY, ['server', '--config', join(folder, 'config.yaml'), '--log-level', 'error'], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 30_000;
  for (;;) {
    const up = await fetch(`${url}/_cerbos/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) break;
    if (Date.now() > deadline) throw new Error('Cerbos was not ready within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
