import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { DomainError, ForbiddenError, NotFoundError } from '../../kernel/errors.js';
import { inputError } from '../../kernel/input-error.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants } from '../authorization/grant.js';
import { changedFacts, passedByChanges, type FactsChange } from './resource-power.js';
import { ANY_RESOURCE, resourceRef } from './resource-facts.js';
import { refuseOwnThing, resourceIdOf, resourceNameOf } from './resource-name.js';
import { resourceActions } from './resource.actions.js';
import { registeredResource, registerResourcesInput, type ResourceFilterInput } from './resource.input.js';
import {
  findResources,
  pageOfResources,
  putResources,
  removeResources,
  resourceOf,
  type ResourceRecord,
} from './resource.store.js';
import type { Resource } from './resource.js';

/** What became of one resource of a registration. */
export type RegistrationOutcome =
  { readonly ok: true; readonly resource: Resource } | { readonly ok: false; readonly error: DomainError };

export interface ResourceService {
  /**
   * Registers up to 1,000 resources; of those that are there already, sets tags and owner. One that is refused does not
   * hinder the others. An answer for each, in their order.
   */
  register(ctx: RequestContext, items: readonly unknown[]): Promise<readonly RegistrationOutcome[]>;
  /** Forgets resources; answers the names of those that were there. @throws ForbiddenError if any is not the caller's to forget */
  deregister(ctx: RequestContext, names: readonly string[]): Promise<readonly string[]>;
  /** @throws NotFoundError, also for one that the caller may not see */
  get(ctx: RequestContext, name: string): Promise<Resource>;
  /** By name. */
  list(ctx: RequestContext, filter: ResourceFilterInput, page: PageRequest): Promise<Page<Resource>>;
}

export interface ResourceServiceDeps {
  readonly clock: Clock;
  readonly existingAccounts: (
    realm: RealmHandle,
    ids: readonly string[],
    session?: ClientSession,
  ) => Promise<readonly string[]>;
  readonly grants: Grants;
}

export function createResourceService(deps: ResourceServiceDeps): ResourceService {
  const { clock, existingAccounts, grants } = deps;

  /** Which of these changes the caller may not make, by the name of the resource, and why. */
  async function refusals(
    ctx: RequestContext,
    changes: readonly FactsChange[],
    session: ClientSession,
  ): Promise<ReadonlyMap<string, DomainError>> {
    const refused = new Map<string, DomainError>();
    if (changes.length === 0) return refused;
    const granting = await grants.within(ctx, session);
    if (granting.unlimited) return refused;
    const passedBy = await passedByChanges(granting.power, changes);
    for (const change of changes) {
      const refusal = await granting.refusal(() => passedBy(change));
      if (refusal !== undefined) refused.set(change.name, refusal);
    }
    return refused;
  }

  return {
    async register(ctx, items) {
      const parsed = registerResourcesInput.safeParse({ resources: items });
      if (!parsed.success) throw inputError(parsed.error);
      // Refused as a whole only if nothing of the kind is the caller's to do.
      const verdicts = items.map((item) => judge(ctx, item, clock.now()));
      if (verdicts.every((verdict) => verdict instanceof ForbiddenError))
        throw verdicts[0] ?? new ForbiddenError();
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const owners = verdicts.flatMap((verdict) => (isRecord(verdict) ? (verdict.owner ?? []) : []));
          const known = new Set(
            owners.length === 0 ? [] : await existingAccounts(realm, [...new Set(owners)], session),
          );
          const settled = verdicts.map((verdict) =>
            isRecord(verdict) && verdict.owner !== undefined && !known.has(verdict.owner)
              ? new NotFoundError('The account that is to own it')
              : verdict,
          );
          // The last of several with one name counts.
          const records = new Map(settled.filter(isRecord).map((record) => [record._id, record]));
          const before = await findResources(realm, [...records.keys()], session);
          const changes = changedFacts(before, [...records.values()].map(resourceOf));
          const refused = await refusals(ctx, changes, session);
          for (const name of refused.keys()) records.delete(name);
          await putResources(realm, [...records.values()], session);
          const stored = await findResources(realm, [...records.keys()], session);
          return {
            settled: settled.map((verdict) =>
              isRecord(verdict) ? (refused.get(verdict._id) ?? verdict) : verdict,
            ),
            stored: new Map(stored.map((resource) => [resource.name, resource])),
          };
        },
        ({ stored }) => [ANY_RESOURCE, ...[...stored.keys()].map(resourceRef)],
      );
      return result.settled.map((verdict) =>
        isRecord(verdict)
          ? { ok: true, resource: result.stored.get(verdict._id) ?? resourceOf(verdict) }
          : { ok: false, error: verdict },
      );
    },

    async deregister(ctx, names) {
      for (const name of names) authorize(ctx, resourceActions.deregister, { kind: 'resource', id: name });
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          const before = await findResources(ctx.realm, [...new Set(names)], session);
          const changes = changedFacts(before, []);
          for (const refused of (await refusals(ctx, changes, session)).values()) throw refused;
          return removeResources(ctx.realm, [...new Set(names)], session);
        },
        (removed) => [ANY_RESOURCE, ...removed.map(resourceRef)],
      );
      return result;
    },

    async get(ctx, name) {
      const visible = isAllowed(ctx, resourceActions.get, { kind: 'resource', id: name });
      const [resource] = visible ? await findResources(ctx.realm, [name]) : [];
      if (resource === undefined) throw new NotFoundError('The resource');
      return resource;
    },

    async list(ctx, { type, namePrefix }, page) {
      authorize(ctx, resourceActions.list, { kind: 'resource', id: '*' });
      const filter = { type: type ?? undefined, namePrefix: namePrefix ?? undefined };
      return pageOfResources(ctx.realm, filter, page);
    },
  };
}

type Verdict = ResourceRecord | DomainError;

function judge(ctx: RequestContext, item: unknown, now: Date): Verdict {
  const parsed = registeredResource.safeParse(item);
  if (!parsed.success) return inputError(parsed.error);
  const { type, id, tags, owner } = parsed.data;
  try {
    const name = resourceNameOf(ctx.realm.slug, type, id);
    authorize(ctx, resourceActions.register, { kind: 'resource', id: name });
    refuseOwnThing(ctx.realm.slug, name, ['resource', 'id']);
    return {
      _id: name,
      type,
      id: resourceIdOf(ctx.realm.slug, type, name),
      tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })),
      ...(typeof owner === 'string' && { owner }),
      createdAt: now,
      updatedAt: now,
    };
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function isRecord(verdict: Verdict): verdict is ResourceRecord {
  return !(verdict instanceof DomainError);
}
