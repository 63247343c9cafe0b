import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientSession } from 'mongoose';
import type { CompiledPolicy } from '../../decision/public.js';
import type { Actor } from '../../kernel/actor.js';
import type { Authority } from '../../kernel/authority.js';
import { ForbiddenError } from '../../kernel/errors.js';
import { runInRealm } from '../../realms/current-realm.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { serverLevelsOf, type Authorities } from './authorities.js';
import { isAllowed, resourceName, type ResourceRef } from './authorize.js';
import { grantActions } from './grant.actions.js';
import { createCaller, NOBODY, type Caller } from './caller.js';
import { createPower, type Power, type PowerDeps } from './power.js';
import { withToken } from './principal-facts.js';
import { principalOf } from './principal.js';

/** One thing that an operation passes on, or one limit that it takes away. */
export interface Passed {
  /** Who has iam:Grant on this may pass it on as it stands; absent for content, which has no name. */
  readonly name?: ResourceRef;
  /** What it gives, as Allow statements. Read only if no grant says yes. */
  readonly gives: () => Promise<readonly CompiledPolicy[]>;
}

/** What an operation passes on, made out from what its transaction reads. */
export type Passing = (power: Power) => Promise<readonly Passed[]> | readonly Passed[];

/**
 * Guards the passing on of power. An operation that gives something to somebody, or takes away what takes away, asks
 * here in its transaction and before it writes: the caller and what he passes on are then of one revision, and a
 * transaction that raises `revision` commits only if they still are.
 */
export interface Grants {
  /** The caller of an operation, as its transaction sees him. */
  within(ctx: RequestContext, session: ClientSession): Promise<Granting>;
}

/** One caller in one transaction. */
export interface Granting {
  /** True if he holds everything there is, or has iam:Grant on all policies: then nothing needs to be made out. */
  readonly unlimited: boolean;
  /** What things give, as the transaction sees them. */
  readonly power: Power;
  /** Why he may not pass all of this on: GRANT_REQUIRED; undefined if he may. */
  refusal(passing: Passing): Promise<ForbiddenError | undefined>;
  /** @throws ForbiddenError (GRANT_REQUIRED) */
  require(passing: Passing): Promise<void>;
}

export interface GrantDeps extends PowerDeps {
  readonly authorities: Pick<Authorities, 'within'>;
  readonly systemRealm: () => Promise<RealmHandle>;
}

/** Content is passed on with a grant on every policy there is or may be. */
const EVERY_POLICY: ResourceRef = { kind: 'policy', id: '*' };

export function createGrants(deps: GrantDeps): Grants {
  const { authorities, systemRealm } = deps;

  /** What the caller may do, read again: the request's own Authority may be of an earlier revision. */
  async function callerWithin(ctx: RequestContext, session: ClientSession): Promise<RequestContext> {
    const { actor, realm } = ctx;
    if (actor.kind !== 'account' && actor.kind !== 'role-session') return ctx;
    const home = actor.realmSlug === realm.slug ? realm : await systemRealm();
    const server = serverLevelsOf(actor.authority);
    const authority = await runInRealm(home, () =>
      authorities.within(home, principalOf(actor), { session, server }),
    );
    return { ...ctx, actor: { ...actor, authority: withToken(authority, actor) } };
  }

  return {
    async within(ctx, session) {
      const asked = await callerWithin(ctx, session);
      const { actor, realm } = asked;
      const unlimited = isAllowed(asked, grantActions.grant, EVERY_POLICY);
      const authority = unlimited ? undefined : authorityOf(actor);
      const caller =
        authority === undefined ? NOBODY : createCaller({ reads: deps.reads, realm, session }, authority);
      return granting(asked, { unlimited, caller, power: createPower(deps, realm, session, caller) });
    },
  };
}

/** Other requests are served after so many comparisons: a bulk operation makes one for each item and policy. */
const TURN = 100;

function granting(
  ctx: RequestContext,
  { unlimited, caller, power }: Pick<Granting, 'unlimited' | 'power'> & { readonly caller: Caller },
): Granting {
  const { realm } = ctx;

  async function mayPass({ name, gives }: Passed): Promise<boolean> {
    if (name !== undefined && isAllowed(ctx, grantActions.grant, name)) return true;
    const given = await gives();
    return (await caller.holds(given)) && caller.holds(await power.throughRoles(given));
  }

  let compared = 0;

  async function refusal(passing: Passing): Promise<ForbiddenError | undefined> {
    if (unlimited) return undefined;
    for (const passed of await passing(power)) {
      if (!(await mayPass(passed))) return grantRequired(realm.slug, passed);
      compared += 1;
      if (compared % TURN === 0) await nextTurn();
    }
    return undefined;
  }

  return {
    unlimited,
    power,
    refusal,
    async require(passing) {
      const refused = await refusal(passing);
      if (refused !== undefined) throw refused;
    },
  };
}

function grantRequired(realmSlug: string, { name }: Passed): ForbiddenError {
  const all = resourceName(realmSlug, EVERY_POLICY);
  const needed = name === undefined ? all : `${resourceName(realmSlug, name)} or on ${all}`;
  return new ForbiddenError(
    `This passes on more than you surely hold: it needs iam:Grant on ${needed}.`,
    'GRANT_REQUIRED',
  );
}

function authorityOf(actor: Actor): Authority | undefined {
  return actor.kind === 'account' || actor.kind === 'role-session' ? actor.authority : undefined;
}
