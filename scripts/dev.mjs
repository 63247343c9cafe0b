// `npm run dev`: runs the server, and builds and restarts it whenever a source changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SETTLE_MS = 200;

let server;
let timer;
let next = Promise.resolve();

function run(script) {
  return spawn(process.execPath, [`${root}${script}`], { stdio: 'inherit', cwd: root });
}

const exited = (child) => new Promise((resolve) => child.once('exit', resolve));

async function restart() {
  const code = await exited(run('scripts/bundle.mjs'));
  if (code !== 0) return;
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await exited(server);
  }
  server = run('dist/main.js');
}

watch(`${root}src`, { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    next = next.then(restart);
  }, SETTLE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server?.kill(signal);
    process.exit(0);
  });
}
await restart();
