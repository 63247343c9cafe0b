import { readContext, type ContextValues } from '../../decision/public.js';
import { createLru } from '../../kernel/lru.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Resource } from './resource.js';
import { resourceOwnerKey, resourceTagKey } from './resource-keys.js';

/** What is known of resources, as conditions see it: `aws:ResourceTag/*` and `reeve:ResourceOwner`. */
export interface ResourceFacts {
  /**
   * The facts of the resource with that name at the realm's confirmed revision or a later one: at once where they are
   * in memory, and always where the realm has no registered resources.
   */
  of(realm: RealmHandle, name: string): ContextValues | Promise<ContextValues>;
}

export interface ResourceFactsDeps {
  readonly find: (realm: RealmHandle, names: readonly string[]) => Promise<readonly Resource[]>;
  readonly any: (realm: RealmHandle) => Promise<boolean>;
  /** Resources kept at once, of all realms. */
  readonly kept?: number;
}

/** By which the change log speaks of one resource, and of whether there are any. */
export function resourceRef(name: string): string {
  return `resource:${name}`;
}
export const ANY_RESOURCE = 'resources';

interface Kept<T> {
  readonly value: T;
  /** The latest revision at which it was found to be still so. */
  checkedAt: number;
}

const KEPT = 20_000;
/** Names that one read brings. */
const BATCH = 500;
export const NO_FACTS: ContextValues = { get: () => undefined };

interface Asked {
  readonly promise: Promise<ContextValues>;
  readonly settle: (facts: ContextValues) => void;
  readonly fail: (error: unknown) => void;
}
type Waiting = Map<string, Asked>;

export function createResourceFacts({ find, any, kept = KEPT }: ResourceFactsDeps): ResourceFacts {
  const facts = createLru<Kept<ContextValues>>(kept);
  /** Realms of which it is known whether they have any. */
  const registered = new WeakMap<RealmHandle, Kept<boolean>>();
  const queues = new WeakMap<RealmHandle, Waiting>();

  function current<T>(realm: RealmHandle, entry: Kept<T> | undefined, ref: string): T | undefined {
    if (entry === undefined) return undefined;
    const { revision } = realm.changes;
    if (entry.checkedAt < revision) {
      if (!realm.changes.unchanged([ref], entry.checkedAt)) return undefined;
      entry.checkedAt = revision;
    }
    return entry.value;
  }

  function known(realm: RealmHandle, name: string): ContextValues | undefined {
    if (current(realm, registered.get(realm), ANY_RESOURCE) === false) return NO_FACTS;
    return current(realm, facts.get(`${realm.id} ${name}`), resourceRef(name));
  }

  /** What others write after this revision is in the change log, so that what is read may be newer, never older. */
  async function load(
    realm: RealmHandle,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, ContextValues>> {
    const { revision } = realm.changes;
    if (current(realm, registered.get(realm), ANY_RESOURCE) === undefined) {
      registered.set(realm, { value: await any(realm), checkedAt: revision });
    }
    const none = current(realm, registered.get(realm), ANY_RESOURCE) === false;
    const found = new Map((none ? [] : await find(realm, names)).map((one) => [one.name, one]));
    return new Map(
      names.map((name) => {
        const one = found.get(name);
        const value = one === undefined ? NO_FACTS : factsOf(one);
        facts.set(`${realm.id} ${name}`, { value, checkedAt: revision });
        return [name, value];
      }),
    );
  }

  async function run(realm: RealmHandle, waiting: Waiting): Promise<void> {
    const taken = [...waiting].slice(0, BATCH);
    for (const [name] of taken) waiting.delete(name);
    if (waiting.size > 0) queueMicrotask(() => void run(realm, waiting));
    try {
      const loaded = await load(
        realm,
        taken.map(([name]) => name),
      );
      for (const [name, { settle }] of taken) settle(loaded.get(name) ?? NO_FACTS);
    } catch (error) {
      for (const [, { fail }] of taken) fail(error);
    }
  }

  /** Gathers what is asked at the same time into one read. */
  function enqueue(realm: RealmHandle, name: string): Promise<ContextValues> {
    const waiting: Waiting = queues.get(realm) ?? new Map<string, Asked>();
    queues.set(realm, waiting);
    const asked = waiting.get(name);
    if (asked !== undefined) return asked.promise;
    if (waiting.size === 0) queueMicrotask(() => void run(realm, waiting));
    let settle: (facts: ContextValues) => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    const promise = new Promise<ContextValues>((resolve, reject) => {
      settle = resolve;
      fail = reject;
    });
    waiting.set(name, { settle, fail, promise });
    return promise;
  }

  async function ofSlowly(realm: RealmHandle, name: string): Promise<ContextValues> {
    await realm.changes.reach((await realm.counters()).revision);
    return known(realm, name) ?? enqueue(realm, name);
  }

  return {
    of(realm, name) {
      const counters = realm.counters();
      if (counters instanceof Promise || realm.changes.revision < counters.revision)
        return ofSlowly(realm, name);
      return known(realm, name) ?? enqueue(realm, name);
    },
  };
}

/** What conditions see of a registered resource. */
export function factsOf({ tags, owner }: Resource): ContextValues {
  return readContext({
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [resourceTagKey(key), value])),
    [resourceOwnerKey]: owner,
  });
}
