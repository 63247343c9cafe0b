import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize } from '../authorization/authorize.js';
import { touchedResource } from '../decisions/resource-policies.js';
import type { Grants, Passing } from '../authorization/grant.js';
import { content, endOfContent, identityOf, resourceContent } from '../authorization/passing.js';
import { nodeRef, type NodeRef } from '../edges/edge.js';
import { removeLinks } from '../edges/links.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import { refuseOwnThing } from '../resources/resource-name.js';
import { attachTo, refuseUnchangeable } from './attachments.js';
import { authorizedHolder } from './holders.js';
import { checkDocument, compileChecked, type CheckedDocument } from './policy-document.js';
import { activeContent, authorOf, firstVersion, refuseFullRealm } from './policy-record.js';
import { policyActions } from './policy.actions.js';
import { readableBy, translateDocument } from './translated-document.js';
import type {
  DeleteInlinePolicyInput,
  PutInlinePolicyInput,
  RemoveResourcePolicyInput,
  RemoveTrustPolicyInput,
  SetResourcePolicyInput,
  SetTrustPolicyInput,
} from './policy.input.js';
import type { Policy } from './policy.js';
import {
  changePolicy,
  findPoliciesOfOwners,
  findPolicyByKey,
  insertPolicy,
  policyOf,
  removePolicy,
  type PolicyKey,
  type PolicyRecord,
} from './policy.store.js';

/** Policies that belong to one thing: inline policies, trust policies, resource policies. Each keeps one version. */
export interface OwnedPolicyService {
  /** Writes or replaces. @throws InvalidPolicyError, NotFoundError, BuiltInRoleError, PolicyLimitError */
  putInline(ctx: RequestContext, input: PutInlinePolicyInput): Promise<Policy>;
  /** Answers it as it was. @throws NotFoundError, BuiltInRoleError */
  deleteInline(ctx: RequestContext, input: DeleteInlinePolicyInput): Promise<Policy>;
  setTrust(ctx: RequestContext, input: SetTrustPolicyInput): Promise<Policy>;
  removeTrust(ctx: RequestContext, input: RemoveTrustPolicyInput): Promise<Policy>;
  /** The trust policy of each role; undefined for a role that nobody may assume. */
  trustOf(ctx: RequestContext, roleIds: readonly string[]): Promise<(Policy | undefined)[]>;
  setResource(ctx: RequestContext, input: SetResourcePolicyInput): Promise<Policy>;
  removeResource(ctx: RequestContext, input: RemoveResourcePolicyInput): Promise<Policy>;
  resourcePolicy(ctx: RequestContext, resource: string): Promise<Policy | undefined>;
}

export interface OwnedPolicyServiceDependencies {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly grants: Grants;
}

/** What writing or removing a policy passes on; `before` is the one that is there. */
type PassingOf = (before: PolicyRecord | undefined) => Passing;

/** What the one trust policy of a role, and the one policy of a resource, are called. */
const TRUST_NAME = 'TrustPolicy';
const RESOURCE_NAME = 'ResourcePolicy';

export function createOwnedPolicyService(deps: OwnedPolicyServiceDependencies): OwnedPolicyService {
  const { clock, existingAccounts, grants } = deps;

  /** Writes the policy that has a key, or replaces its one version by the next. */
  async function put(
    ctx: RequestContext,
    key: PolicyKey,
    { checked, passing }: { readonly checked: CheckedDocument; readonly passing: PassingOf },
    session: ClientSession,
  ): Promise<PolicyRecord> {
    const { realm } = ctx;
    const now = clock.now();
    const known = await findPolicyByKey(realm, key, session);
    await (await grants.within(ctx, session)).require(passing(known));
    const content = firstVersion(checked, now, authorOf(ctx), (known?.lastVersion ?? 0) + 1);
    if (known !== undefined) return changePolicy(realm, known._id, content, now, session);
    const record = { _id: newId(), ...key, ...content, version: 1, createdAt: now, updatedAt: now };
    await insertPolicy(realm, record, session);
    return record;
  }

  async function remove(
    ctx: RequestContext,
    key: PolicyKey,
    session: ClientSession,
    passing?: (known: PolicyRecord) => Passing,
  ): Promise<PolicyRecord> {
    const { realm } = ctx;
    const known = await findPolicyByKey(realm, key, session);
    if (known === undefined) throw new NotFoundError('The policy');
    if (passing !== undefined) await (await grants.within(ctx, session)).require(passing(known));
    await removePolicy(realm, known._id, session);
    return known;
  }

  return {
    async putInline(ctx, { targetId, name, document }) {
      const holder = await authorizedHolder(ctx, policyActions.putInline, targetId, existingAccounts);
      const checked = checkDocument(document, 'inline', ctx.realm.settings);
      const { realm } = ctx;
      await refuseFullRealm(realm);
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          await refuseUnchangeable(realm, holder, existingAccounts, session);
          const passing: PassingOf = (before) =>
            content(compileChecked(checked, 'inline'), before && activeContent(before));
          const record = await put(ctx, inlineKey(holder, name), { checked, passing }, session);
          await attachTo(realm, holder, record._id, clock.now(), session);
          return record;
        },
        ({ _id }) => [holder, nodeRef('policy', _id)],
      );
      return policyOf(result);
    },

    async deleteInline(ctx, { targetId, name }) {
      const holder = await authorizedHolder(ctx, policyActions.deleteInline, targetId, existingAccounts);
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          await refuseUnchangeable(realm, holder, existingAccounts, session);
          const passing = (known: PolicyRecord): Passing => endOfContent(activeContent(known));
          const removed = await remove(ctx, inlineKey(holder, name), session, passing);
          const object = nodeRef('policy', removed._id);
          await removeLinks(realm, { subjects: [holder], relation: 'attached', object }, session);
          return removed;
        },
        ({ _id }) => [holder, nodeRef('policy', _id)],
      );
      return policyOf(result);
    },

    async setTrust(ctx, { roleId, document }) {
      authorize(ctx, policyActions.setTrust, { kind: 'role', id: roleId });
      const written = checkDocument(document, 'trust', ctx.realm.settings);
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          await refuseUnchangeable(realm, nodeRef('role', roleId), existingAccounts, session);
          const checked = await translateDocument(realm, written, readableBy(ctx), session);
          // Whomever it trusts: they get the role.
          const passing: PassingOf = () => identityOf(nodeRef('role', roleId));
          return put(ctx, trustKey(roleId), { checked, passing }, session);
        },
        [nodeRef('role', roleId)],
      );
      return policyOf(result);
    },

    async removeTrust(ctx, { roleId }) {
      authorize(ctx, policyActions.removeTrust, { kind: 'role', id: roleId });
      const { result } = await ctx.realm.transaction(
        ['revision'],
        (session) => remove(ctx, trustKey(roleId), session),
        [nodeRef('role', roleId)],
      );
      return policyOf(result);
    },

    async trustOf(ctx, roleIds) {
      for (const id of roleIds) authorize(ctx, policyActions.listForRole, { kind: 'role', id });
      const owners = roleIds.map((id) => nodeRef('role', id));
      const records = await findPoliciesOfOwners(ctx.realm, 'trust', owners, owners.length);
      const byOwner = new Map(records.map((record) => [record.owner, policyOf(record)]));
      return owners.map((owner) => byOwner.get(owner));
    },

    async setResource(ctx, { resource, document }) {
      authorize(ctx, policyActions.setResource, { kind: 'resource-policy', id: resource });
      refuseOwnThing(ctx.realm.slug, resource, ['input', 'resource']);
      const written = checkDocument(document, 'resource', ctx.realm.settings);
      await refuseFullRealm(ctx.realm);
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          const checked = await translateDocument(ctx.realm, written, readableBy(ctx), session);
          const passing: PassingOf = (before) =>
            resourceContent(resource, compileChecked(checked, 'resource'), before && activeContent(before));
          return put(ctx, resourceKey(resource), { checked, passing }, session);
        },
        touchedResource(resource),
      );
      return policyOf(result);
    },

    async removeResource(ctx, { resource }) {
      authorize(ctx, policyActions.removeResource, { kind: 'resource-policy', id: resource });
      const passing = (known: PolicyRecord): Passing =>
        resourceContent(resource, undefined, activeContent(known));
      const { result } = await ctx.realm.transaction(
        ['revision'],
        (session) => remove(ctx, resourceKey(resource), session, passing),
        touchedResource(resource),
      );
      return policyOf(result);
    },

    async resourcePolicy(ctx, resource) {
      authorize(ctx, policyActions.getResource, { kind: 'resource-policy', id: resource });
      const record = await findPolicyByKey(ctx.realm, resourceKey(resource));
      return record && policyOf(record);
    },
  };
}

function inlineKey(holder: NodeRef, name: string): PolicyKey {
  return { scope: 'inline', owner: holder, name: name.normalize('NFC') };
}

function trustKey(roleId: string): PolicyKey {
  return { scope: 'trust', owner: nodeRef('role', roleId), name: TRUST_NAME };
}

function resourceKey(resource: string): PolicyKey {
  return { scope: 'resource', owner: resource, name: RESOURCE_NAME };
}
