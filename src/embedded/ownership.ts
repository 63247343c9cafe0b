import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findRunningStore, URI_FILE } from './address.js';

/** Another live process has this directory open. */
export class StoreOwnedError extends Error {
  override readonly name = 'StoreOwnedError';
  readonly code = 'STORE_OWNED';
  readonly dataDir: string;
  /** Of the owner, if it answers. */
  readonly uri: string | undefined;

  constructor(dataDir: string, uri: string | undefined) {
    super(
      `another process has the store in ${dataDir} open; stop it, or connect to it by ${join(dataDir, URI_FILE)}`,
    );
    this.dataDir = dataDir;
    this.uri = uri;
  }
}

/** A process, told apart from a later one with the same number. */
interface Owner {
  readonly pid: number;
  /** When it started, as the operating system says it; empty where it does not. */
  readonly started: string;
  /** Process numbers of different namespaces (containers) cannot be compared. */
  readonly namespace: string;
}

const LOCK_FILE = 'store.lock';
const TAKEOVER_TRIES = 200;
const TAKEOVER_MS = 10_000;

export function lockPath(dataDir: string): string {
  return join(dataDir, LOCK_FILE);
}

export interface Ownership {
  /** The owner before died without giving the directory up. */
  readonly afterCrash: boolean;
  readonly release: () => void;
}

/**
 * Takes the directory's lock file; one that a dead process left is taken over.
 * Throws StoreOwnedError while its process lives, or its socket answers.
 */
export async function takeOwnership(dataDir: string): Promise<Ownership> {
  const path = lockPath(dataDir);
  const own = JSON.stringify(ownerOf(process.pid));
  let afterCrash = false;
  for (let attempt = 0; attempt < TAKEOVER_TRIES; attempt++) {
    if (createLock(path, own))
      return {
        afterCrash,
        release: () => {
          releaseLock(path, own);
        },
      };
    const held = readLock(path);
    if (held === undefined) continue;
    const uri = await findRunningStore(dataDir);
    if (uri !== undefined || isAlive(held)) throw new StoreOwnedError(dataDir, uri);
    afterCrash = true;
    // Two processes must not both remove what they take for stale: the second would remove the first one's lock.
    if (enterTakeover(path)) {
      try {
        if (readLock(path) === held) rmSync(path, { force: true });
      } finally {
        rmdirSync(`${path}.takeover`);
      }
    } else {
      await delay(20);
    }
  }
  throw new StoreOwnedError(dataDir, undefined);
}

/** Removes the lock if it is this process's: for a worker that ended without doing so. */
export function releaseOwnLock(dataDir: string): void {
  releaseLock(lockPath(dataDir), JSON.stringify(ownerOf(process.pid)));
}

/** Appears with its content or not at all. */
function createLock(path: string, content: string): boolean {
  const temporary = `${path}.${String(process.pid)}.${String(Math.random()).slice(2)}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function releaseLock(path: string, own: string): void {
  if (readLock(path) === own) rmSync(path, { force: true });
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function enterTakeover(path: string): boolean {
  const guard = `${path}.takeover`;
  try {
    mkdirSync(guard);
    return true;
  } catch {
    // Whoever crashed inside a takeover left the guard; inside takes a moment only.
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > TAKEOVER_MS) rmSync(guard, { recursive: true, force: true });
    return false;
  }
}

function isAlive(lock: string): boolean {
  let owner: Partial<Owner>;
  try {
    owner = JSON.parse(lock) as Partial<Owner>;
  } catch {
    return false;
  }
  const { pid, started, namespace } = owner;
  if (typeof pid !== 'number' || namespace !== processNamespace()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === '' || started === startOf(pid);
}

function ownerOf(pid: number): Owner {
  return { pid, started: startOf(pid), namespace: processNamespace() };
}

/** When a process started; empty where none runs. One that was killed and only waits for its parent is no owner. */
function startOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
      // Fields 3 and 22, counted behind the command's name, which may contain spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return isDead(fields[0]) ? '' : (fields[19] ?? '');
    }
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    return isDead(state) ? '' : started.join(' ');
  } catch {
    return '';
  }
}

function isDead(state: string | undefined): boolean {
  return state === undefined || state.startsWith('Z') || state.startsWith('X');
}

function processNamespace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return process.platform;
  }
}
