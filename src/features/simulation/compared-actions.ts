import { compilePolicy, type CompiledPolicy } from '../../decision/public.js';
import { MAX_COMPARED_ACTIONS } from './simulation.input.js';

/** Which actions a draft is compared on, where the caller names none. */
export interface ComparedActions {
  readonly actions: readonly string[];
  /** Patterns of the draft's documents that no compared action fits. */
  readonly uncompared: readonly string[];
  /** There were more than are compared at once. */
  readonly cut: boolean;
}

/**
 * The actions that the documents name without a wildcard, and those of `known` that fit a pattern of theirs which names
 * the service. Case does not matter in actions; the first spelling stands for all.
 *
 * @param documents JSON texts; what cannot be read names nothing
 * @param known actions that are known by name
 */
export function comparedActions(
  documents: Iterable<string>,
  known: readonly string[],
  given: readonly string[] | undefined,
): ComparedActions {
  const statements = [...documents].flatMap((text) => readPolicy(text)?.statements ?? []);
  const written = statements.flatMap(({ actions }) => actions);
  const names = new Map<string, string>();
  for (const { text, exact } of written) if (exact) addName(names, text);
  const patterns = written.filter(({ exact }) => !exact);
  for (const name of known) {
    const lower = name.toLowerCase();
    if (patterns.some(({ prefix, matches }) => speaksOf(prefix, lower) && matches(lower)))
      addName(names, name);
  }
  const all = given ?? [...names.values()].sort();
  const actions = all.slice(0, MAX_COMPARED_ACTIONS);
  const lowered = actions.map((name) => name.toLowerCase());
  const uncompared = written
    .filter(({ matches }) => !lowered.some((name) => matches(name)))
    .map(({ text }) => text);
  return { actions, uncompared: [...new Set(uncompared)].sort(), cut: actions.length < all.length };
}

/** The actions that documents name without a wildcard. */
export function namedActions(documents: Iterable<string>): readonly string[] {
  return comparedNames([...documents].flatMap((text) => readPolicy(text) ?? []));
}

function comparedNames(policies: readonly CompiledPolicy[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { statements } of policies) {
    for (const { actions } of statements) {
      for (const { text, exact } of actions) if (exact) addName(names, text);
    }
  }
  return [...names.values()];
}

function addName(names: Map<string, string>, name: string): void {
  if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
}

/** Reeve's own actions are many, and are done to its own things: a pattern has to begin with `iam:` to mean them. */
function speaksOf(prefix: string, name: string): boolean {
  return !name.startsWith('iam:') || prefix.startsWith('iam:');
}

function readPolicy(text: string): CompiledPolicy | undefined {
  try {
    return compilePolicy({ name: 'draft', document: JSON.parse(text) as unknown }, 'resource');
  } catch {
    return undefined;
  }
}
