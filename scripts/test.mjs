// Runs Jest. `--suite system` and `--suite long` choose other tests than the default ones; further arguments go to Jest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each suite runs: folders of tests/, tests at once, milliseconds for one test. */
const SUITES = {
  default: { folders: ['unit', 'contract', 'integration', 'architecture'], workers: 2, timeout: 30_000 },
  system: { folders: ['system'], workers: 1, timeout: 600_000 },
  long: { folders: ['long'], workers: 1, timeout: 3_600_000 },
};

const given = process.argv.slice(2);
const at = given.indexOf('--suite');
const name = at === -1 ? 'default' : given.splice(at, 2)[1];
const suite = SUITES[name];
if (suite === undefined) {
  console.error(`There is no suite ${name}. There are: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

const folders = suite.folders.join(',');
const jest = spawn(
  process.execPath,
  [
    // Jest runs ES modules in vm contexts, which Node still calls experimental.
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    `${root}node_modules/jest/bin/jest.js`,
    '--testMatch',
    `<rootDir>/tests/{${folders},}/**/*.test.ts`,
    '--maxWorkers',
    String(suite.workers),
    '--testTimeout',
    String(suite.timeout),
    ...given,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, REEVE_TEST_SUITE: name } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
jest.once('exit', (code) => process.exit(code ?? 1));
