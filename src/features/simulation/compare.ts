import { setImmediate } from 'node:timers/promises';
import type { RequestContext as QuestionContext } from '../../decision/public.js';
import type { Authority } from '../../kernel/authority.js';
import type { BuiltAuthority } from '../authorization/build-authority.js';
import { decideWith } from '../authorization/decide-with.js';
import { circumstancesOf } from '../decisions/decisions.js';
import type { Reach } from './reach.js';
import type { ComparedResource, ResourceSlices } from './resource-slices.js';

/** What one account would gain and lose on one resource. */
export interface AccessChange {
  readonly principalId: string;
  readonly resource: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** The last pair that was looked at; without a resource: all of the principal's. */
export interface Position {
  readonly principalId: string;
  readonly resource?: string | undefined;
}

export interface Comparison {
  readonly changes: readonly AccessChange[];
  /** Behind which pair to go on; undefined at the end. */
  readonly end: Position | undefined;
  /** It stopped because it had looked at enough, not because it had found enough. */
  readonly cut: boolean;
}

export interface CompareInput {
  readonly realmSlug: string;
  readonly reach: Reach;
  /** The Authorities of accounts as they are, and as the draft has them; an Error for an account that is not there. */
  readonly before: (ids: readonly string[]) => Promise<readonly (BuiltAuthority | Error)[]>;
  readonly after: (ids: readonly string[]) => Promise<readonly (BuiltAuthority | Error)[]>;
  readonly touched: ReadonlySet<string>;
  readonly resources: ResourceSlices;
  readonly actions: readonly string[];
  readonly context: QuestionContext | undefined;
  readonly first: number;
  readonly from: Position | undefined;
}

/** What one page costs at most, counted: the same page costs the same everywhere. */
export const MAX_DECISIONS = 20_000;
export const MAX_PRINCIPALS = 1000;
const PRINCIPALS_AT_ONCE = 100;
/** Others wait for no longer than these take. */
const DECISIONS_AT_ONCE = 1000;

/** Compares pairs of account and resource, accounts first, until enough differ or enough has been looked at. */
export async function compare(input: CompareInput): Promise<Comparison> {
  const { reach, from, first } = input;
  if (input.actions.length === 0) return { changes: [], end: undefined, cut: false };
  const changes: AccessChange[] = [];
  const budget = createBudget();
  let end = from;
  // A page that ended between two resources of an account goes on with it.
  let ids: readonly string[] = from?.resource === undefined ? [] : [from.principalId];
  let complete = false;
  for (;;) {
    const before = await input.before(ids);
    const after = await input.after(ids);
    for (const [at, principalId] of ids.entries()) {
      if (!budget.principal()) return { changes, end, cut: true };
      const pair = pairOf(before[at], after[at], input.touched);
      const behind = principalId === from?.principalId ? from.resource : undefined;
      for await (const resource of resourcesFor(pair, input.resources, behind)) {
        if (!budget.decisions(2 * input.actions.length)) return { changes, end, cut: true };
        if (budget.isLong()) await setImmediate();
        const change = pair && difference(input, pair, resource);
        end = { principalId, resource: resource.name };
        if (change === undefined) continue;
        changes.push({ principalId, resource: resource.name, ...change });
        if (changes.length === first) return { changes, end, cut: false };
      }
      end = { principalId };
    }
    if (complete) return { changes, end: undefined, cut: false };
    ({ ids, complete } = await reach.accounts(end?.principalId, PRINCIPALS_AT_ONCE));
  }
}

interface Pair {
  readonly before: Authority;
  readonly after: Authority;
  /** The draft touches something that decides about the account, whatever the resource. */
  readonly moved: boolean;
}

function pairOf(
  before: BuiltAuthority | Error | undefined,
  after: BuiltAuthority | Error | undefined,
  touched: ReadonlySet<string>,
): Pair | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before instanceof Error || after instanceof Error) return undefined;
  const moved = [...before.dependsOn, ...after.dependsOn].some((ref) => touched.has(ref));
  return { before: before.authority, after: after.authority, moved };
}

async function* resourcesFor(
  pair: Pair | undefined,
  resources: ResourceSlices,
  behind: string | undefined,
): AsyncGenerator<ComparedResource> {
  if (pair === undefined) return;
  yield* pair.moved ? resources.all(behind) : resources.changed(behind);
}

function difference(
  { actions, context, realmSlug }: CompareInput,
  pair: Pair,
  { name: resource, facts, before, after }: ComparedResource,
): Pick<AccessChange, 'gained' | 'lost'> | undefined {
  const defaults = circumstancesOf(realmSlug, { resource }, facts);
  const gained: string[] = [];
  const lost: string[] = [];
  for (const action of actions) {
    const question = { action, resource, context, defaults };
    const did = decideWith(pair.before, { ...question, resourcePolicy: before }).decision === 'Allowed';
    const does = decideWith(pair.after, { ...question, resourcePolicy: after }).decision === 'Allowed';
    if (does && !did) gained.push(action);
    if (did && !does) lost.push(action);
  }
  return gained.length + lost.length === 0 ? undefined : { gained, lost };
}

function createBudget() {
  let principals = 0;
  let decisions = 0;
  let sincePause = 0;
  return {
    principal(): boolean {
      principals += 1;
      return principals <= MAX_PRINCIPALS;
    },
    decisions(count: number): boolean {
      decisions += count;
      sincePause += count;
      return decisions <= MAX_DECISIONS;
    },
    isLong(): boolean {
      if (sincePause < DECISIONS_AT_ONCE) return false;
      sincePause = 0;
      return true;
    },
  };
}
