// npm run bench:NAME: builds Reeve, installs what only benchmarks need, and runs bench/NAME.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const name = process.argv[2];
const script = `bench/${name}.mjs`;
if (name === undefined || !existsSync(script)) {
  console.error(`There is no benchmark ${script}.`);
  process.exit(2);
}
const run = (command, args) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
if (!existsSync('bench/node_modules')) run('npm', ['ci', '--prefix', 'bench', '--ignore-scripts']);
run(process.execPath, ['scripts/build.mjs']);
execFileSync(process.execPath, [script, ...process.argv.slice(3)], { stdio: 'inherit' });
