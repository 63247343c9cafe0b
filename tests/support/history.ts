/*
 * Checks what concurrent clients saw of lists that they append to against snapshot isolation, as Elle does with its
 * list-append histories: every value is appended once, so a list that was read says which appends it saw and in which
 * order. Write skew is permitted. Sources: Kingsbury and Alvaro, "Elle" (2020); Cerone and Gotsman, "Analysing snapshot
 * isolation" (2016): a history is snapshot-isolated if no cycle of its dependencies is without two
 * anti-dependencies in a row.
 */

export type Step =
  | { readonly kind: 'append'; readonly key: string; readonly value: number }
  | { readonly kind: 'read'; readonly key: string; readonly list: readonly number[] };

/** One transaction, or one single read or write. */
export interface Operation {
  readonly id: number;
  readonly steps: readonly Step[];
  /** Unknown: its client did not hear what became of it. */
  readonly outcome: 'committed' | 'aborted' | 'unknown';
  /** Of a clock that all clients share. */
  readonly began: number;
  readonly ended: number;
}

/** What a history says that no snapshot-isolated store would, as sentences. */
export function anomalies(history: readonly Operation[]): string[] {
  const wrong: string[] = [];
  const appended = appendsOf(history);
  const orders = versionOrders(history, wrong);
  for (const operation of history) {
    if (operation.outcome === 'aborted') continue;
    wrong.push(...inconsistentReads(operation));
    wrong.push(...impossibleReads(operation, appended));
  }
  wrong.push(
    ...lostAppends(history, orders),
    ...staleReads(history, orders),
    ...cycles(history, orders, appended),
  );
  return wrong;
}

interface Appended {
  readonly by: Operation;
  /** The transaction's later append to the same key, if there is one. */
  readonly followedBy: number | undefined;
}

type Appends = ReadonlyMap<string, Appended>;

const place = (key: string, value: number): string => `${key}:${String(value)}`;

function appendsOf(history: readonly Operation[]): Appends {
  const found = new Map<string, Appended>();
  for (const by of history) {
    const next = new Map<string, number>();
    for (const step of by.steps.toReversed()) {
      if (step.kind !== 'append') continue;
      found.set(place(step.key, step.value), { by, followedBy: next.get(step.key) });
      next.set(step.key, step.value);
    }
  }
  return found;
}

/** The order of each key's appends: the longest list that a committed operation read. All others are its beginnings. */
function versionOrders(history: readonly Operation[], wrong: string[]): Map<string, readonly number[]> {
  const orders = new Map<string, readonly number[]>();
  const reads = [...readsOf(history)];
  for (const { key, list } of reads) if (list.length > (orders.get(key)?.length ?? -1)) orders.set(key, list);
  for (const { id, key, list } of reads) {
    const order = orders.get(key) ?? [];
    if (list.some((value, i) => order[i] !== value)) wrong.push(`${String(id)} read ${key} in another order`);
    if (new Set(list).size < list.length) wrong.push(`${String(id)} read a value of ${key} twice`);
  }
  return orders;
}

/** Lists as they were committed: without what the reader had appended itself. */
function* readsOf(
  history: readonly Operation[],
): Generator<{ operation: Operation; id: number; key: string; list: readonly number[] }> {
  for (const operation of history) {
    if (operation.outcome === 'aborted') continue;
    const own = new Set<string>();
    for (const step of operation.steps) {
      if (step.kind === 'append') own.add(place(step.key, step.value));
      else {
        const list = step.list.filter((value) => !own.has(place(step.key, value)));
        yield { operation, id: operation.id, key: step.key, list };
      }
    }
  }
}

/** A transaction reads a key as it read it before, with its own appends behind. */
function inconsistentReads({ id, steps }: Operation): string[] {
  const wrong: string[] = [];
  const own = new Map<string, number[]>();
  const seen = new Map<string, readonly number[]>();
  for (const step of steps) {
    const mine = own.get(step.key) ?? [];
    if (step.kind === 'append') {
      own.set(step.key, [...mine, step.value]);
      continue;
    }
    const before = step.list.slice(0, step.list.length - mine.length);
    const hasOwn = mine.every((value, i) => step.list[step.list.length - mine.length + i] === value);
    if (!hasOwn) wrong.push(`${String(id)} did not read its own appends to ${step.key}`);
    const earlier = seen.get(step.key) ?? before;
    if (earlier.length !== before.length || earlier.some((value, i) => before[i] !== value))
      wrong.push(`${String(id)} read ${step.key} twice, and differently`);
    seen.set(step.key, before);
  }
  return wrong;
}

/** Values that nobody appended, that an aborted transaction appended, or that its transaction went on from. */
function impossibleReads(operation: Operation, appended: Appends): string[] {
  const wrong: string[] = [];
  for (const step of operation.steps) {
    if (step.kind !== 'read') continue;
    const there = new Set(step.list);
    for (const value of step.list) {
      const found = appended.get(place(step.key, value));
      const of = `${String(value)} of ${step.key}`;
      if (found === undefined) wrong.push(`${String(operation.id)} read ${of}, which nobody appended`);
      else if (found.by.outcome === 'aborted')
        wrong.push(`${String(operation.id)} read ${of}, which was aborted`);
      else if (found.by !== operation && found.followedBy !== undefined && !there.has(found.followedBy))
        wrong.push(`${String(operation.id)} read ${of} without the rest of its transaction`);
    }
  }
  return wrong;
}

/** Committed appends that the last state does not have. */
function lostAppends(
  history: readonly Operation[],
  orders: ReadonlyMap<string, readonly number[]>,
): string[] {
  const there = new Set<string>();
  for (const [key, order] of orders) for (const value of order) there.add(place(key, value));
  const wrong: string[] = [];
  for (const { id, outcome, steps } of history) {
    for (const step of steps) {
      if (step.kind === 'append' && outcome === 'committed' && !there.has(place(step.key, step.value)))
        wrong.push(`the append of ${String(step.value)} to ${step.key} by ${String(id)} is lost`);
    }
  }
  return wrong;
}

/** Reads that miss what had been acknowledged before they began. */
function staleReads(history: readonly Operation[], orders: ReadonlyMap<string, readonly number[]>): string[] {
  const acknowledged = new Map<string, number>();
  for (const { outcome, ended, steps } of history) {
    if (outcome !== 'committed') continue;
    for (const step of steps)
      if (step.kind === 'append') acknowledged.set(place(step.key, step.value), ended);
  }
  const wrong: string[] = [];
  for (const { operation, key, list } of readsOf(history)) {
    const missed = orders.get(key)?.[list.length];
    if (missed === undefined) continue;
    const at = acknowledged.get(place(key, missed));
    if (at !== undefined && at < operation.began && !appends(operation, key, missed))
      wrong.push(
        `${String(operation.id)} did not read ${String(missed)} of ${key}, acknowledged before it began`,
      );
  }
  return wrong;
}

function appends({ steps }: Operation, key: string, value: number): boolean {
  return steps.some((step) => step.kind === 'append' && step.key === key && step.value === value);
}

/**
 * Cycles of dependencies without two anti-dependencies in a row. Each operation is two nodes: as reached by a
 * dependency, from where an anti-dependency may follow, and as reached by an anti-dependency, from where none may.
 */
function cycles(
  history: readonly Operation[],
  orders: ReadonlyMap<string, readonly number[]>,
  appended: Appends,
): string[] {
  const index = new Map(history.map((operation, i) => [operation, i]));
  const edges = history.map(() => ({ dependencies: new Set<number>(), antiDependencies: new Set<number>() }));
  const writer = (key: string, value: number | undefined): number | undefined => {
    const by = value === undefined ? undefined : appended.get(place(key, value))?.by;
    return by === undefined ? undefined : index.get(by);
  };
  const add = (kind: 'dependencies' | 'antiDependencies', from?: number, to?: number): void => {
    if (from !== undefined && to !== undefined && from !== to) edges[from]?.[kind].add(to);
  };
  for (const [key, order] of orders)
    order.forEach((value, i) => {
      add('dependencies', writer(key, order[i - 1]), writer(key, value));
    });
  for (const { operation, key, list } of readsOf(history)) {
    const reader = index.get(operation);
    add('dependencies', writer(key, list.at(-1)), reader);
    add('antiDependencies', reader, writer(key, orders.get(key)?.[list.length]));
  }
  const successors = (node: number): number[] => {
    const { dependencies, antiDependencies } = edges[node >> 1] ?? { dependencies: [], antiDependencies: [] };
    const next = [...dependencies].map((to) => to * 2);
    if (node % 2 === 0) for (const to of antiDependencies) next.push(to * 2 + 1);
    return next;
  };
  const cycle = findCycle(history.length * 2, successors);
  if (cycle === undefined) return [];
  const ids = cycle.map((node) => String(history[node >> 1]?.id));
  return [`a cycle of dependencies: ${ids.join(' -> ')}`];
}

/** A cycle of a graph; undefined if there is none. Without recursion: histories are long. */
function findCycle(count: number, successors: (node: number) => readonly number[]): number[] | undefined {
  const done = new Set<number>();
  for (let start = 0; start < count; start++) {
    const path: { readonly node: number; readonly rest: number[] }[] = [];
    const onPath = new Set<number>();
    const enter = (node: number): void => {
      path.push({ node, rest: [...successors(node)] });
      onPath.add(node);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        path.pop();
        onPath.delete(top.node);
        done.add(top.node);
      } else if (onPath.has(next)) {
        const nodes = path.map(({ node }) => node);
        return [...nodes.slice(nodes.indexOf(next)), next];
      } else if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}
