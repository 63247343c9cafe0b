import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('serve-store.mjs', import.meta.url));

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

export async function startStoreProcess(dataDir: string): Promise<StoreProcess> {
  const child: ChildProcess = fork(SCRIPT, [dataDir], { execArgv: [] });
  const exited = once(child, 'exit');
  const [opening] = (await once(child, 'message')) as [Opening];
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
