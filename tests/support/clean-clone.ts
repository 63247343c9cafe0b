import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './source-files.js';

const run = promisify(execFile);

/** A fresh clone of HEAD on what could be a fresh machine: empty home, npm cache and prefix. */
export interface CleanClone {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/** What configures Reeve, npm or Node here and not on a fresh machine. How to reach the registry (proxy, certificates) stays. */
const FOREIGN =
  /^(?:npm_|NODE_OPTIONS$|NODE_ENV$|JEST_|REEVE_|OTEL_|MONGO|PORT$|HOST$|DATA_DIR$|PUBLIC_URL$|LOG_LEVEL$)/;

function ownVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

export async function cloneHead(): Promise<CleanClone> {
  const base = await mkdtemp(path.join(tmpdir(), 'reeve-clone-'));
  const folder = path.join(base, 'reeve');
  for (const name of ['home', 'cache', 'prefix']) await mkdir(path.join(base, name));
  await run('git', ['clone', '--quiet', '--no-local', ROOT, folder]);
  return {
    folder,
    env: {
      ...ownVariables(),
      HOME: path.join(base, 'home'),
      npm_config_cache: path.join(base, 'cache'),
      npm_config_prefix: path.join(base, 'prefix'),
    },
    remove: () => rm(base, { recursive: true, force: true }),
  };
}

/** The shell blocks (```sh) below a heading of a Markdown file, in order. */
export async function shellBlocks(file: string, heading: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** A shell that a person types into: what one block exports is there for the next. */
export interface Terminal {
  /** Pastes a block and waits until it has run; the code is that of its last command. */
  paste(block: string): Promise<Finished>;
  /** Pastes a block that goes on running. */
  pasteAndLeave(block: string): void;
  /** Everything printed so far. */
  output(): string;
  readonly process: ChildProcess;
  close(): void;
}

/** Opens a shell in the clone, in a process group of its own. */
export function openTerminal({ folder, env }: CleanClone): Terminal {
  const shell = spawn('bash', ['--norc', '--noprofile'], { cwd: folder, env, stdio: 'pipe', detached: true });
  let output = '';
  shell.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  shell.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  let pasted = 0;
  return {
    process: shell,
    output: () => output,
    async paste(block) {
      pasted += 1;
      const mark = `__end_of_block_${pasted}__`;
      const from = output.length;
      shell.stdin.write(`${block}\nprintf '%s=%s\\n' ${mark} "$?"\n`);
      const end = new RegExp(`${mark}=(\\d+)\n`);
      while (!end.test(output) && shell.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const code = end.exec(output)?.[1];
      return { code: code === undefined ? null : Number(code), output: output.slice(from).replace(end, '') };
    },
    pasteAndLeave: (block) => void shell.stdin.write(`${block}\n`),
    close() {
      if (shell.pid === undefined) return;
      try {
        process.kill(-shell.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    },
  };
}
