import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from './client.js';
import { LOG_FOLDER } from './log-folder.mjs';
import { ADMIN_PASSWORD } from './passwords.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_TIMEOUT_MS = 30_000;

export const ADMIN_EMAIL = 'admin@example.com';

export interface ServerOptions {
  /** Variables over the harness's own; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** An existing folder to go on with; else a fresh one, removed at `stop`. */
  readonly dataDir?: string;
  /** With MONGODB_URI: the database to go on with; else a fresh one. */
  readonly database?: string;
}

/** The built server as a process of its own, and a client for it. */
export interface TestServer extends Client {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** The environment that it was started with. */
  readonly env: NodeJS.ProcessEnv;
  /** Tells the canary check of one more secret that no log may hold. */
  keepSecret(secret: string): void;
  /** Everything the server has printed so far, in all its lives. */
  output(): string;
  /** SIGTERM; resolves with the exit code. Removes the data folder if the harness made it. */
  stop(): Promise<number | null>;
  /** SIGKILL; the data stay. */
  kill9(): Promise<void>;
  /** Starts again on the same data, at the same port, after `kill9` (or stops it first). */
  restart(env?: ServerOptions['env']): Promise<void>;
}

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
}

/** The suite's own MongoDB, with a database of its own for each server. */
function mongodbUri(database: string): string | undefined {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined || uri === '') return undefined;
  const url = new URL(uri);
  url.pathname = `/${database}`;
  return url.href;
}

/** One key for the whole run, so that servers on one store understand each other. */
const MASTER_KEY = randomBytes(32).toString('base64');

function environment(dataDir: string, database: string, extra: ServerOptions['env']): NodeJS.ProcessEnv {
  const uri = mongodbUri(database);
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'debug',
    REEVE_ADMIN_EMAIL: ADMIN_EMAIL,
    REEVE_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ...(uri === undefined ? {} : { MONGODB_URI: uri, REEVE_MASTER_KEY: MASTER_KEY }),
    ...extra,
  };
}

/** Spawns `node dist/main.js` and waits for the line that says it is ready. */
function launch(env: NodeJS.ProcessEnv, log: (chunk: string) => void): Promise<Running> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.setEncoding('utf8').on('data', log);
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (chunk: string) => (errors += chunk));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready within ${START_TIMEOUT_MS} ms:\n${errors}`));
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${String(code)} before it was ready:\n${errors}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      log(`${line}\n`);
      if (!line.includes('"msg":"Ready"')) return;
      clearTimeout(timer);
      resolve({ process: child, url: (JSON.parse(line) as { url: string }).url });
    });
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** Starts the built server on a free port. Its output goes to the run's log folder, where the canary check reads it. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'reeve-test-')));
  const database = options.database ?? `reeve_test_${randomBytes(6).toString('hex')}`;
  const name = path.join(LOG_FOLDER, `${process.pid}-${randomBytes(4).toString('hex')}`);
  const file = createWriteStream(`${name}.log`, { flags: 'a' });
  let output = '';
  const log = (chunk: string): void => {
    output += chunk;
    file.write(chunk);
  };
  const environmentWith = (extra: ServerOptions['env']): NodeJS.ProcessEnv =>
    environment(dataDir, database, { ...options.env, ...extra });
  const start = (extra: ServerOptions['env']): Promise<Running> => launch(environmentWith(extra), log);
  const keepSecret = (secret: string): void => appendFileSync(`${name}.secrets`, `${secret}\n`);

  let running = await start({});
  const client = createClient(() => running.url, keepSecret);
  return {
    ...client,
    get url() {
      return running.url;
    },
    get process() {
      return running.process;
    },
    env: environmentWith({}),
    dataDir,
    keepSecret,
    output: () => output,
    async stop() {
      running.process.kill('SIGTERM');
      const code = await exitOf(running.process);
      file.end();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
    async kill9() {
      running.process.kill('SIGKILL');
      await exitOf(running.process);
    },
    async restart(extra = {}) {
      running.process.kill('SIGTERM');
      await exitOf(running.process);
      running = await start({ PORT: new URL(running.url).port, ...extra });
    },
  };
}
