import type { RealmHandle } from '../../realms/realm.js';

/** Gathers what is asked of a realm at the same time into batches, one batch after the other. */
export interface LoadQueue<K, V> {
  load(realm: RealmHandle, asked: K): Promise<V>;
}

interface Waiting<K, V> {
  readonly asked: K;
  readonly promise: Promise<V>;
  readonly settle: (answer: V | Error) => void;
}

/**
 * @param load answers in the order of what was asked; an Error is for one who asked alone
 * @param keyOf what makes two questions one
 * @param batch at most so many at once
 */
export function createLoadQueue<K, V extends object>({
  load,
  keyOf,
  batch,
}: {
  readonly load: (realm: RealmHandle, asked: readonly K[]) => Promise<readonly (V | Error)[]>;
  readonly keyOf: (asked: K) => string;
  readonly batch: number;
}): LoadQueue<K, V> {
  const queues = new WeakMap<RealmHandle, Map<string, Waiting<K, V>>>();
  const busy = new WeakSet<RealmHandle>();

  async function run(realm: RealmHandle, waiting: Map<string, Waiting<K, V>>): Promise<void> {
    while (waiting.size > 0) {
      const taken = [...waiting].slice(0, batch);
      // Who asks from now on waits for a later read: this one may be of before.
      for (const [key] of taken) waiting.delete(key);
      const questions = taken.map(([, question]) => question);
      try {
        const answers = await load(
          realm,
          questions.map(({ asked }) => asked),
        );
        questions.forEach(({ settle }, at) =>
          settle(answers[at] ?? new Error('A load answered too little.')),
        );
      } catch (error) {
        for (const { settle } of questions) settle(error instanceof Error ? error : new Error(String(error)));
      }
    }
    busy.delete(realm);
  }

  return {
    load(realm, asked) {
      const waiting = queues.get(realm) ?? new Map<string, Waiting<K, V>>();
      queues.set(realm, waiting);
      const key = keyOf(asked);
      const known = waiting.get(key);
      if (known !== undefined) return known.promise;
      const question = createWaiting<K, V>(asked);
      waiting.set(key, question);
      if (!busy.has(realm)) {
        busy.add(realm);
        queueMicrotask(() => void run(realm, waiting));
      }
      return question.promise;
    },
  };
}

function createWaiting<K, V extends object>(asked: K): Waiting<K, V> {
  let settle: Waiting<K, V>['settle'] = () => undefined;
  const promise = new Promise<V>((resolve, reject) => {
    settle = (answer) => {
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    };
  });
  return { asked, promise, settle: (answer) => settle(answer) };
}
