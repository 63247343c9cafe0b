import { runInRealm } from '../realms/current-realm.js';
import type { RealmHandle } from '../realms/realm.js';

/** The same stream, each of whose steps runs with `realm` as the current one. */
export function streamInRealm<T>(realm: RealmHandle, stream: AsyncIterable<T>): AsyncIterableIterator<T> {
  const steps = runInRealm(realm, () => stream[Symbol.asyncIterator]());
  const ended = (): Promise<IteratorResult<T>> => Promise.resolve({ done: true, value: undefined });
  return {
    next: () => runInRealm(realm, () => steps.next()),
    return: () => runInRealm(realm, () => steps.return?.() ?? ended()),
    throw: (error: unknown) =>
      runInRealm(realm, () => steps.throw?.(error) ?? Promise.reject(error as Error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
