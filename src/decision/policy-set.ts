import type { CompiledPolicy } from './policy.js';
import { PrefixMap } from './prefix-map.js';
import type { PreparedRequest } from './request.js';
import type { Statement } from './statement.js';

/** Below this many statements, looking at each is faster than looking anything up. */
const SMALL = 6;
/** A statement with more pairs of action and resource than this is indexed by shorter prefixes. */
const MAX_PAIRS = 512;

interface Key {
  readonly literal: string;
  readonly exact: boolean;
}

/** Statements by their place in the set. */
type ByResource = PrefixMap<number[]>;

const EVERYTHING: Key = { literal: '', exact: false };

/**
 * Policies that stand together (those of one account, group or role), indexed by the literals with which
 * their actions and resources begin. A decision looks only at statements that no literal excludes: the cost
 * is the same with ten others and with a hundred thousand. What has no literal (NotAction, NotResource,
 * leading wildcards and variables) is looked at every time.
 */
export class PolicySet {
  readonly policies: readonly CompiledPolicy[];
  /** Whose policies these are, as answers are to name it: `group:0198...`. */
  readonly origin: string | undefined;
  /** What an Allow of these policies counts within: each must allow too, and none deny. */
  readonly limits: readonly PolicySet[];
  readonly size: number;
  readonly #statements: readonly Statement[];
  #index: PrefixMap<ByResource> | undefined;
  #asked = false;

  /** @param limits the boundaries of a role: they bound what this set gives, and nothing else that its holder has */
  constructor(policies: readonly CompiledPolicy[], origin?: string, limits: readonly PolicySet[] = []) {
    this.policies = policies;
    this.origin = origin;
    this.limits = limits;
    this.#statements = policies.flatMap((policy) => policy.statements);
    this.size = this.#statements.length;
  }

  /** Statements that no prefix excludes for every request: the linear part of the cost. */
  get unindexed(): number {
    return this.#statements.filter((statement) => {
      const { actions, resources } = keysOf(statement);
      return [...actions, ...resources].every(({ literal }) => literal === '');
    }).length;
  }

  /** The statements that may apply to the request, each once, in the order of the documents. */
  candidates(request: PreparedRequest): readonly Statement[] {
    // Whoever asks only once should not wait for an index.
    if (this.size <= SMALL || !this.#asked) {
      this.#asked = true;
      return this.#statements;
    }
    this.#index ??= buildIndex(this.#statements);
    const found: number[] = [];
    this.#index.forEach(request.actionLower, (byResource) => {
      byResource.forEach(request.resource.text, (bucket) => {
        // One by one: a call with a hundred thousand arguments fails.
        for (const ordinal of bucket) found.push(ordinal);
      });
    });
    if (found.length > 1) found.sort((a, b) => a - b);
    const candidates: Statement[] = [];
    for (const [at, ordinal] of found.entries()) {
      const statement = this.#statements[ordinal];
      if (statement !== undefined && ordinal !== found[at - 1]) candidates.push(statement);
    }
    return candidates;
  }
}

function buildIndex(statements: readonly Statement[]): PrefixMap<ByResource> {
  const index = new PrefixMap<ByResource>();
  for (const [ordinal, statement] of statements.entries()) {
    const { actions, resources } = keysOf(statement);
    for (const action of actions) {
      const byResource = index.open(action.literal, action.exact, () => new PrefixMap());
      for (const resource of resources) {
        byResource.open(resource.literal, resource.exact, () => []).push(ordinal);
      }
    }
  }
  return index;
}

/** The literals under which a statement is filed: every matching request begins with one of each. */
function keysOf(statement: Statement): { actions: readonly Key[]; resources: readonly Key[] } {
  let actions = statement.notAction ? [EVERYTHING] : keys(statement.actions);
  let resources =
    statement.notResource || statement.resources === undefined ? [EVERYTHING] : keys(statement.resources);
  if (actions.length * resources.length > MAX_PAIRS) {
    actions = distinct(actions.map(({ literal }) => ({ literal: servicePrefix(literal), exact: false })));
  }
  if (actions.length * resources.length > MAX_PAIRS) {
    resources = [{ literal: resources.map(({ literal }) => literal).reduce(commonPrefix), exact: false }];
  }
  return { actions, resources };
}

function keys(patterns: readonly { readonly prefix: string; readonly exact: boolean }[]): readonly Key[] {
  return distinct(patterns.map(({ prefix, exact }) => ({ literal: prefix, exact })));
}

function distinct(list: readonly Key[]): readonly Key[] {
  return [...new Map(list.map((key) => [`${key.exact ? '=' : '^'}${key.literal}`, key])).values()];
}

function servicePrefix(literal: string): string {
  return literal.slice(0, literal.indexOf(':') + 1);
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return a.slice(0, length);
}
