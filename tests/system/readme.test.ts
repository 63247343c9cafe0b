import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  cloneHead,
  openTerminal,
  shellBlocks,
  type CleanClone,
  type Terminal,
} from '../support/clean-clone.js';
import { anonymousMemory, processTree } from '../support/processes.js';

const URL = 'http://127.0.0.1:4000';
const MEGABYTE = 1024 * 1024;

let clone: CleanClone;
const terminals: Terminal[] = [];

beforeAll(async () => {
  if (await isReady()) throw new Error(`Something answers at ${URL} already: stop it first.`);
  clone = await cloneHead();
});
afterAll(async () => {
  for (const terminal of terminals) terminal.close();
  await clone.remove();
});

function terminal(): Terminal {
  const opened = openTerminal(clone);
  terminals.push(opened);
  return opened;
}

async function waitFor(
  what: string,
  ready: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ready())) {
    if (performance.now() > deadline) {
      const printed = terminals.at(-1)?.output() ?? '';
      throw new Error(`${what}: not within ${timeoutMs} ms. The terminal says:\n${printed.slice(-4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const isReady = (): Promise<boolean> =>
  fetch(`${URL}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** One login as the administrator of the demo realm; false until the server answers it. */
async function logsIn(): Promise<boolean> {
  const password = await readFile(path.join(clone.folder, 'data/demo-admin.password'), 'utf8').catch(
    () => undefined,
  );
  if (password === undefined) return false;
  return fetch(`${URL}/realms/demo/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@demo.localhost', password: password.trim() }),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The processes below a terminal that run the server. */
function serverProcess(of: Terminal): number {
  const pids = processTree(of.process.pid ?? 0);
  const pid = pids.at(-1);
  if (pid === undefined || pids.length < 2) throw new Error('no server runs');
  return pid;
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await waitFor('the end', () => !processTree(pid).some((each) => each !== pid) && !isAlive(pid), 5000);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('as a person pastes the README into a terminal', () => {
  test('the quick start runs, block after block', async () => {
    const [first, ...others] = await shellBlocks(path.join(clone.folder, 'README.md'), 'Quick start');
    expect(first).toBe('npm ci && npm start\n');
    expect(others.length).toBeGreaterThan(0);

    const server = terminal();
    server.pasteAndLeave(first ?? '');
    await waitFor('the server', isReady, 180_000);
    const alarming = server
      .output()
      .split('\n')
      .filter((line) => /\b(?:warn|error|deprecated|vulnerab)/i.test(line));
    expect(alarming).toEqual([]);

    const second = terminal();
    for (const block of others) {
      const { code, output } = await second.paste(block);
      expect({ block, code, output }).toEqual({ block, code: 0, output: expect.stringMatching(/\S|^$/) });
      expect(output).not.toMatch(/Error\b/);
    }
    await kill(serverProcess(server));
    server.close();
  });

  test('the first start answers its first login within 3 s, later ones within 2 s; killed or not, it remembers', async () => {
    const start = async (): Promise<number> => {
      const server = terminal();
      const from = performance.now();
      server.pasteAndLeave('npm start');
      await waitFor('the first login', logsIn, 20_000);
      const took = performance.now() - from;
      await kill(serverProcess(server));
      server.close();
      return took;
    };
    const first: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const name of ['data', 'dist'])
        await rm(path.join(clone.folder, name), { recursive: true, force: true });
      first.push(await start());
    }
    const later = [await start(), await start(), await start()];
    const shown = (times: number[]): string => times.map((ms) => `${Math.round(ms)} ms`).join(', ');
    console.info(`first login after: ${shown(first)} (first start); ${shown(later)} (later ones)`);
    expect(median(first)).toBeLessThan(3000);
    expect(median(later)).toBeLessThan(2000);
  });

  test('an idle server holds less than 200 MB of its own', async () => {
    const server = terminal();
    server.pasteAndLeave('npm start');
    await waitFor('the server', isReady, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const memory = anonymousMemory(serverProcess(server)) / MEGABYTE;
    console.info(`idle: ${Math.round(memory)} MB anonymous`);
    expect(memory).toBeLessThan(200);
    await kill(serverProcess(server));
    server.close();
  });

  test('npm ci && npm test passes', async () => {
    const [command] = await shellBlocks(path.join(clone.folder, 'README.md'), 'Tests');
    expect(command).toBe('npm ci && npm test\n');
    const { code, output } = await terminal().paste(command ?? '');
    if (code !== 0) console.error(output.slice(-20_000));
    expect(code).toBe(0);
  });
});
