import type { ClientSession } from 'mongoose';
import type { GuardrailLevel } from '../../decision/public.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { AuthorityReads } from '../authorization/authority-reads.js';
import type { BuiltAuthority } from '../authorization/build-authority.js';
import { catalogue } from '../authorization/catalogue.js';
import { createCompiledPolicies, type CompiledPolicies } from '../authorization/compiled-policies.js';
import { loadAuthorities, type AuthoritySources } from '../authorization/load-authorities.js';
import { createRealmState } from '../authorization/realm-state.js';
import type { ServerGuardrails } from '../authorization/server-guardrails.js';
import { resourceRef } from '../resources/resource-facts.js';
import { applyDraft } from './apply-draft.js';
import { compare, type Comparison, type Position } from './compare.js';
import { comparedActions, namedActions, type ComparedActions } from './compared-actions.js';
import type { DraftReads } from './draft-checks.js';
import { createOverlay, type Overlay } from './overlay.js';
import { reachOf, type AccountsByAge } from './reach.js';
import { createResourceSlices, type ResourceReads } from './resource-slices.js';
import type { WhatIfInput } from './simulation.input.js';

/** Who would gain and lose what, and what has been compared to know it. */
export interface WhatIfPage extends Comparison {
  readonly compared: ComparedActions;
  /** Every account is looked at, not only those below what the draft touches. */
  readonly everybody: boolean;
  /** The revision of the realm over which the draft was laid. */
  readonly revision: number;
}

export interface WhatIfDeps extends Pick<AuthoritySources, 'reads' | 'selfService'> {
  readonly serverGuardrails: ServerGuardrails;
  readonly drafts: DraftReads;
  readonly accounts: AccountsByAge;
  readonly resources: ResourceReads;
  /** JSON texts of the first managed policies of the realm, by name. */
  readonly managedDocuments: (
    realm: RealmHandle,
    limit: number,
    session: ClientSession,
  ) => Promise<readonly string[]>;
}

/** Policies that are read to learn which actions there are. */
const LEARNT_FROM = 200;
/** Policies and sets that one page keeps compiled. */
const KEPT = 5000;

interface Moment {
  readonly realm: RealmHandle;
  readonly session: ClientSession;
  readonly revision: number;
  readonly server: readonly GuardrailLevel[];
}

/**
 * Lays a draft over the realm as it is at one revision, and asks of both the same loader and the same engine.
 *
 * @throws InvalidInputError, InvalidPolicyError, DecisionRequestError
 */
export async function whatIfPage(
  deps: WhatIfDeps,
  realm: RealmHandle,
  input: WhatIfInput,
  page: { readonly first: number; readonly from: Position | undefined },
): Promise<WhatIfPage> {
  const server = await deps.serverGuardrails.levels(realm);
  return realm.snapshot(async (session, revision) => {
    const moment = { realm, session, revision, server };
    const overlay = createOverlay(deps.reads);
    await applyDraft({ realm, session, overlay, reads: deps.drafts }, input.changes);
    const compared = await actionsOf(deps, moment, overlay, input.actions ?? undefined);
    const reach = await reachOf(realm, overlay.touched, session, deps.accounts);
    // Both sides compile with the same, so that what they share is compiled once.
    const policies = createCompiledPolicies(KEPT);
    const comparison = await compare({
      realmSlug: realm.slug,
      reach,
      before: loaderOf(deps, moment, deps.reads, policies),
      after: loaderOf(deps, moment, overlay.reads, policies),
      touched: overlay.touched,
      resources: createResourceSlices({
        realm,
        session,
        reads: deps.resources,
        policies,
        before: deps.reads.resourcePolicies,
        after: overlay.reads.resourcePolicies,
        given: input.resources ?? undefined,
        changed: changedResources(overlay),
      }),
      actions: compared.actions,
      context: input.context ?? undefined,
      ...page,
    });
    return { ...comparison, compared, everybody: reach.everybody, revision };
  });
}

/** The Authorities of accounts, straight from reads. */
export function loaderOf(
  { selfService }: Pick<WhatIfDeps, 'selfService'>,
  moment: Moment,
  reads: AuthorityReads,
  policies: CompiledPolicies,
): (ids: readonly string[]) => Promise<(BuiltAuthority | Error)[]> {
  const sources = { reads, policies, selfService };
  const at = { ...moment, state: createRealmState(moment.realm, reads) };
  return async (ids) =>
    ids.length === 0
      ? []
      : loadAuthorities(
          sources,
          at,
          ids.map((accountId) => ({ kind: 'account', accountId })),
        );
}

async function actionsOf(
  deps: WhatIfDeps,
  { realm, session, revision }: Moment,
  overlay: Overlay,
  given: readonly string[] | undefined,
): Promise<ComparedActions> {
  const documents = new Set(overlay.documents);
  const held = [...overlay.held];
  for (const reads of held.length === 0 ? [] : [deps.reads, overlay.reads]) {
    const { policies } = await createRealmState(realm, reads).graphAbove(held, session, revision);
    for (const { document } of policies.values()) documents.add(document);
  }
  const learnt =
    given === undefined ? namedActions(await deps.managedDocuments(realm, LEARNT_FROM, session)) : [];
  return comparedActions(documents, [...catalogue.map(({ name }) => name), ...learnt], given);
}

function changedResources({ touched }: Overlay): string[] {
  const prefix = resourceRef('');
  return [...touched].filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length));
}
