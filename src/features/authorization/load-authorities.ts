import type { ClientSession } from 'mongoose';
import type { GuardrailLevel, PolicySet } from '../../decision/public.js';
import { NotFoundError } from '../../kernel/errors.js';
import { SYSTEM_REALM, type RealmHandle } from '../../realms/realm.js';
import type { AuthorityReads } from './authority-reads.js';
import { buildAuthority, type BuiltAuthority } from './build-authority.js';
import type { CompiledPolicies } from './compiled-policies.js';
import { startOf, type PrincipalRef } from './principal.js';
import type { RealmState } from './realm-state.js';

/** What Authorities are made with. */
export interface AuthoritySources {
  /** What the store holds, or what it would hold with a draft over it. */
  readonly reads: AuthorityReads;
  readonly policies: CompiledPolicies;
  /** What every account has. */
  readonly selfService: PolicySet;
}

/** A realm as it is at one revision: the inside of a snapshot. */
export interface RealmMoment {
  readonly realm: RealmHandle;
  readonly session: ClientSession;
  readonly revision: number;
  /** The server's guardrails. */
  readonly server: readonly GuardrailLevel[];
  /** What is remembered of the same reads. */
  readonly state: RealmState;
}

/**
 * The Authority of each principal, in their order; an Error for one whose account is not there, or of whom something
 * stored cannot be read: that is nobody else's. Keeps nothing.
 */
export async function loadAuthorities(
  { reads, policies, selfService }: AuthoritySources,
  { realm, session, revision, server, state }: RealmMoment,
  principals: readonly PrincipalRef[],
): Promise<(BuiltAuthority | Error)[]> {
  const ids = [...new Set(principals.map(({ accountId }) => accountId))];
  const accounts = new Map(
    (await reads.accounts(realm, ids, session)).map((account) => [account.id, account]),
  );
  const graph = await state.graphAbove(principals.map(startOf), session, revision);
  // Those of `system` bind every other realm, and not the administrators who have to be able to mend them.
  const own = realm.slug === SYSTEM_REALM ? [] : await state.guardrails(session, revision);
  const guardrails = [
    ...server,
    ...(own.length === 0
      ? []
      : [{ applies: 'principal', policies: [policies.set(realm.id, 'guardrails', own)] } as const]),
  ];
  return principals.map((principal) => {
    const account = accounts.get(principal.accountId);
    if (account === undefined) return new NotFoundError('The account');
    const start = graph.nodes.get(startOf(principal));
    if (start?.name === undefined) return new NotFoundError('The role');
    try {
      return buildAuthority(policies, {
        realm,
        revision,
        principal,
        account,
        graph,
        guardrails,
        selfService,
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  });
}
