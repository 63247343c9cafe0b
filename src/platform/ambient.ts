import { AsyncLocalStorage } from 'node:async_hooks';

/** A value that accompanies asynchronous work without being passed along. */
export interface Ambient<T> {
  /** Runs `work` and all that it starts with `value` as the current one. */
  run<R>(value: T, work: () => R): R;
  current(): T | undefined;
}

/** One store for all values: before Node 24 every promise of the process pays for each AsyncLocalStorage in use. */
const storage = new AsyncLocalStorage<readonly unknown[]>();
let slots = 0;

export function createAmbient<T>(): Ambient<T> {
  const slot = slots;
  slots += 1;
  return {
    run(value, work) {
      const outer = storage.getStore();
      const values = outer === undefined ? [] : [...outer];
      values[slot] = value;
      return storage.run(values, work);
    },
    current: () => storage.getStore()?.[slot] as T | undefined,
  };
}
