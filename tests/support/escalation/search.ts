import type { PrincipalRef } from '../../../src/features/authorization/principal.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { movesOn, type Move } from './moves.js';
import { readState, stateKey, writeState, type StoredState } from './stored-state.js';
import { allowedNow, requestOf, type World } from './world.js';

/** A way to something that the delegate did not hold. */
export interface Escalation {
  readonly way: readonly string[];
  readonly who: string;
  readonly gained: string;
}

export interface SearchResult {
  readonly escalations: readonly Escalation[];
  /** Distinct states, the first one included. */
  readonly states: number;
  /** Mutations that were asked for, and how many of them were done. */
  readonly tried: number;
  readonly done: number;
}

export interface SearchOptions {
  readonly depth: number;
  /** Probes that the delegate may pass on by name. */
  readonly granted: ReadonlySet<string>;
  /** Escalations at which to stop. */
  readonly enough?: number | undefined;
  /** Names of moves that are not made. */
  readonly leftOut?: RegExp | undefined;
}

interface Reached {
  readonly state: StoredState;
  readonly way: readonly string[];
  /** Accounts that the delegate can be. */
  readonly controlled: readonly string[];
}

/** What everybody may have in the end: what he had, or what the delegate held or was granted to pass on. */
interface Permitted {
  readonly delegate: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
}

/**
 * A breadth-first search over the distinct states that mutations reach, made by the delegate and by whomever he can be:
 * in each, does anybody have what he must not? Stops at the first `enough` escalations.
 *
 */
export async function searchEscalations(
  world: World,
  { depth, granted, enough = 5, leftOut }: SearchOptions,
): Promise<SearchResult> {
  const { six, start } = world;
  const moves = movesOn(six).filter(({ name }) => leftOut?.test(name) !== true);
  const permitted = await permittedAtStart(world, granted);
  const escalations: Escalation[] = [];
  const seen = new Set([keyOf({ state: start, controlled: [] })]);
  let level: Reached[] = [{ state: start, way: [], controlled: [] }];
  let tried = 0;
  let done = 0;

  /** Makes one move from a state; answers the new state, if it is new. */
  async function step(from: Reached, by: string, move: Move): Promise<Reached | undefined> {
    tried += 1;
    const ctx = await requestOf(world, by);
    try {
      await move.run(ctx, world.services);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
    const state = await readState(world.realm);
    const { takesOver = six.dora } = move;
    const controlled = [...new Set([...from.controlled, takesOver])].filter((id) => id !== six.dora).sort();
    const next = { state, way: [...from.way, move.name], controlled };
    if (keyOf(next) === keyOf(from)) return undefined;
    done += 1;
    const isNew = !seen.has(keyOf(next));
    seen.add(keyOf(next));
    if (isNew) escalations.push(...(await judge(world, next, permitted)));
    await writeState(world.realm, from.state);
    return isNew ? next : undefined;
  }

  for (let at = 0; at < depth && escalations.length < enough; at += 1) {
    const reached: Reached[] = [];
    for (const from of level) {
      await writeState(world.realm, from.state);
      for (const by of [six.dora, ...from.controlled]) {
        for (const move of moves) {
          if (escalations.length >= enough) break;
          const next = await step(from, by, move);
          if (next !== undefined) reached.push(next);
        }
      }
    }
    level = reached;
  }
  await writeState(world.realm, start);
  return { escalations, states: seen.size, tried, done };
}

function keyOf({ state, controlled }: Pick<Reached, 'state' | 'controlled'>): string {
  return `${stateKey(state)}\n${controlled.join(' ')}`;
}

async function permittedAtStart(world: World, granted: ReadonlySet<string>): Promise<Permitted> {
  const { dora, xavier } = world.six;
  const held = await allowedNow(world, { kind: 'account', accountId: dora });
  const others = await allowedNow(world, { kind: 'account', accountId: xavier });
  const delegate = new Set([...held, ...granted]);
  return { delegate, other: new Set([...delegate, ...others]) };
}

async function judge(
  world: World,
  { state, way, controlled }: Reached,
  permitted: Permitted,
): Promise<Escalation[]> {
  const { dora, xavier } = world.six;
  const found: Escalation[] = [];
  const check = async (who: string, principal: PrincipalRef, may: ReadonlySet<string>): Promise<void> => {
    for (const gained of await allowedNow(world, principal))
      if (!may.has(gained)) found.push({ way, who, gained });
  };
  await check('dora', { kind: 'account', accountId: dora }, permitted.delegate);
  const isHis = controlled.includes(xavier);
  await check('xavier', { kind: 'account', accountId: xavier }, isHis ? permitted.delegate : permitted.other);
  for (const roleId of rolesTrusting(state, dora)) {
    const session = { sessionId: `${way.join(' ')} ${roleId}`, name: 'test', tags: {} };
    await check(
      'dora, as a role',
      { kind: 'role-session', roleId, accountId: dora, ...session },
      permitted.delegate,
    );
  }
  return found;
}

/** The roles with a trust policy that names the account, and that are still there. */
function rolesTrusting(state: StoredState, accountId: string): string[] {
  const [, , roles = [], policies = []] = state;
  return policies
    .filter(({ scope, versions }) => scope === 'trust' && JSON.stringify(versions).includes(accountId))
    .map(({ owner }) => String(owner).replace('role:', ''))
    .filter((id) => roles.some((role) => role['_id'] === id));
}
