import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('serve-store.mjs', import.meta.url));

export interface StoreProcessOptions {
  /** Another way to serve a store than serve-store.mjs. */
  readonly script?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What the worker says first. */
export type Opening =
  | { readonly kind: 'ready'; readonly uri: string }
  | { readonly kind: 'failed'; readonly message: string; readonly owned?: { readonly uri?: string } };

/** An embedded store in a process of its own, which can be killed. */
export interface StoreProcess {
  readonly opening: Opening;
  /** Throws if the store did not open. */
  readonly uri: string;
  readonly pid: number;
  close(): Promise<void>;
  kill9(): Promise<void>;
}

export async function startStoreProcess(
  dataDir: string,
  { script = SCRIPT, env = process.env }: StoreProcessOptions = {},
): Promise<StoreProcess> {
  const child: ChildProcess = fork(script, [dataDir], { execArgv: [], env });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const opening = await Promise.race([
    once(child, 'message').then(([message]) => message as Opening),
    exited.then(([code, signal]) => {
      throw new Error(`the store's process ended at its start: ${String(signal ?? code)}`);
    }),
  ]);
  return {
    opening,
    get uri() {
      if (opening.kind !== 'ready') throw new Error(opening.message);
      return opening.uri;
    },
    pid: child.pid ?? 0,
    close: async () => {
      if (opening.kind === 'ready' && child.exitCode === null && child.signalCode === null)
        child.send('close');
      await exited;
    },
    kill9: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
