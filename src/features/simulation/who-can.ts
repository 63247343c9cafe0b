import type { RealmHandle } from '../../realms/realm.js';
import { createCompiledPolicies } from '../authorization/compiled-policies.js';
import { decideWith } from '../authorization/decide-with.js';
import { circumstancesOf } from '../decisions/decisions.js';
import { resourcePolicySets } from '../decisions/resource-policies.js';
import { scan, type Scanned } from '../decisions/scan.js';
import { factsOf, NO_FACTS } from '../resources/resource-facts.js';
import type { WhoCanInput } from './simulation.input.js';
import { loaderOf, type WhatIfDeps } from './what-if.js';

/** Accounts that may, in the order of their ids. */
export interface WhoCanPage extends Scanned<string> {
  /** The revision of the realm to which all of the page belongs. */
  readonly revision: number;
}

export type WhoCanDeps = Pick<WhatIfDeps, 'reads' | 'selfService' | 'serverGuardrails' | 'accounts'> & {
  readonly resources: Pick<WhatIfDeps['resources'], 'named'>;
};

/** Policies and sets that one page keeps compiled. */
const KEPT = 5000;

/**
 * Decides for one account after the other, at one revision. Nothing of it is kept: a search of a whole realm would push
 * out of memory what those need who ask for themselves.
 *
 * @throws DecisionRequestError for an action, resource or context that is none
 */
export async function whoCanPage(
  deps: WhoCanDeps,
  realm: RealmHandle,
  { action, resource, context }: WhoCanInput,
  { first, after }: { readonly first: number; readonly after: string | undefined },
): Promise<WhoCanPage> {
  const server = await deps.serverGuardrails.levels(realm);
  return realm.snapshot(async (session, revision) => {
    const policies = createCompiledPolicies(KEPT);
    const load = loaderOf(deps, { realm, session, revision, server }, deps.reads, policies);
    const [registered] = await deps.resources.named(realm, [resource], session);
    const facts = registered === undefined ? NO_FACTS : factsOf(registered);
    const stored = await deps.reads.resourcePolicies(realm, [resource], session);
    const resourcePolicy = resourcePolicySets(policies, realm.id, stored).get(resource);
    const question = {
      action,
      resource,
      resourcePolicy,
      context: context ?? undefined,
      defaults: circumstancesOf(realm.slug, { resource }, facts),
    };
    const scanned = await scan<string>({
      limit: first,
      after,
      next: async (behind, count) =>
        (await deps.accounts(realm, { after: behind, first: count }, session)).map(({ id }) => id),
      keyOf: (id) => id,
      test: async (ids) =>
        (await load(ids)).map(
          (built) =>
            !(built instanceof Error) && decideWith(built.authority, question).decision === 'Allowed',
        ),
    });
    return { ...scanned, revision };
  });
}
