import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize } from '../authorization/authorize.js';
import type { Grants, Passing } from '../authorization/grant.js';
import { endOfContent, everything, policyAsItStands } from '../authorization/passing.js';
import { idOf, kindOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { addLinks, linkedSubjects, linksFrom, removeLinks } from '../edges/links.js';
import { joinPage, neighbourIds, neighbourPages } from '../edges/neighbours.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import { attachTo, refuseUnchangeable } from './attachments.js';
import { authorizedHolder, type HolderKind } from './holders.js';
import { policyActions } from './policy.actions.js';
import type { AttachPolicyInput, RemovePermissionsBoundaryInput } from './policy.input.js';
import { activeContent } from './policy-record.js';
import type { Policy } from './policy.js';
import { findPolicies, policyOf, type PolicyRecord } from './policy.store.js';

/** Who has which managed policy, and whom one bounds. */
export interface AttachmentService {
  /** Repeating it changes nothing. @throws NotFoundError, BuiltInRoleError, PolicyLimitError */
  attach(ctx: RequestContext, input: AttachPolicyInput): Promise<Policy>;
  detach(ctx: RequestContext, input: AttachPolicyInput): Promise<Policy>;
  /** Takes the place of the boundary that was there. @throws NotFoundError, BuiltInRoleError, InvalidInputError */
  setBoundary(ctx: RequestContext, input: AttachPolicyInput): Promise<Policy>;
  /** Answers what it was. @throws NotFoundError, also where there is none */
  removeBoundary(ctx: RequestContext, input: RemovePermissionsBoundaryInput): Promise<Policy>;
  /** The policies attached to each holder directly, inline ones too: at most two commands for all. */
  policiesOf(
    ctx: RequestContext,
    kind: HolderKind,
    ids: readonly string[],
    page: PageRequest,
  ): Promise<Page<Policy>[]>;
  /** The boundary of each account or role; undefined for what has none. */
  boundariesOf(
    ctx: RequestContext,
    kind: 'account' | 'role',
    ids: readonly string[],
  ): Promise<(Policy | undefined)[]>;
  /** The accounts, groups and roles to which each policy is attached, as nodes. */
  holdersOf(ctx: RequestContext, policyIds: readonly string[], page: PageRequest): Promise<Page<NodeRef>[]>;
}

export interface AttachmentServiceDependencies {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly grants: Grants;
}

const LIST_ACTIONS = {
  account: policyActions.listForAccount,
  group: policyActions.listForGroup,
  role: policyActions.listForRole,
} as const;

export function createAttachmentService(deps: AttachmentServiceDependencies): AttachmentService {
  const { clock, existingAccounts, grants } = deps;

  async function requireGrant(ctx: RequestContext, passing: Passing, session: ClientSession): Promise<void> {
    await (await grants.within(ctx, session)).require(passing);
  }

  /** One transaction on what a holder has; `work` gets the managed policy that the input names. */
  async function changeHolder(
    ctx: RequestContext,
    holder: NodeRef,
    policyId: string,
    work: (policy: PolicyRecord, session: ClientSession) => Promise<void>,
  ): Promise<Policy> {
    const { realm } = ctx;
    const { result } = await realm.transaction(
      ['revision'],
      async (session) => {
        await refuseUnchangeable(realm, holder, existingAccounts, session);
        const policy = await managedPolicy(realm, policyId, session);
        await work(policy, session);
        return policy;
      },
      [holder],
    );
    return policyOf(result);
  }

  return {
    async attach(ctx, { policyId, targetId }) {
      const holder = await authorizedHolder(ctx, policyActions.attach, targetId, existingAccounts);
      return changeHolder(ctx, holder, policyId, async (_policy, session) => {
        const known = await linkedSubjects(ctx.realm, attachment(holder, policyId), session);
        if (known.size > 0) return;
        await requireGrant(ctx, policyAsItStands(policyId), session);
        await attachTo(ctx.realm, holder, policyId, clock.now(), session);
      });
    },

    async detach(ctx, { policyId, targetId }) {
      const holder = await authorizedHolder(ctx, policyActions.detach, targetId, existingAccounts);
      return changeHolder(ctx, holder, policyId, async (policy, session) => {
        const set = attachment(holder, policyId);
        if ((await linkedSubjects(ctx.realm, set, session)).size === 0) return;
        await requireGrant(ctx, endOfContent(activeContent(policy)), session);
        await removeLinks(ctx.realm, set, session);
      });
    },

    async setBoundary(ctx, { policyId, targetId }) {
      const holder = await authorizedHolder(ctx, policyActions.setBoundary, targetId, existingAccounts);
      if (kindOf(holder) === 'group') {
        const message = 'must be an account or a role: a group has no boundary';
        throw new InvalidInputError([{ path: ['input', 'targetId'], message }]);
      }
      const { realm } = ctx;
      return changeHolder(ctx, holder, policyId, async (_policy, session) => {
        const before = await boundariesAt(realm, holder, session);
        if (before.includes(policyId)) return;
        // A first boundary only takes away; another one gives at most what it allows.
        if (before.length > 0) await requireGrant(ctx, policyAsItStands(policyId), session);
        await removeBoundaries(realm, holder, before, session);
        await addLinks(realm, boundary(holder, policyId), clock.now(), session);
      });
    },

    async removeBoundary(ctx, { targetId }) {
      const holder = await authorizedHolder(ctx, policyActions.removeBoundary, targetId, existingAccounts);
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          await refuseUnchangeable(realm, holder, existingAccounts, session);
          const before = await boundariesAt(realm, holder, session);
          const [first] = before;
          if (first === undefined) throw new NotFoundError('The permissions boundary');
          await requireGrant(ctx, everything, session);
          await removeBoundaries(realm, holder, before, session);
          return managedPolicy(realm, first, session);
        },
        [holder],
      );
      return policyOf(result);
    },

    async policiesOf(ctx, kind, ids, page) {
      for (const id of ids) authorizeList(ctx, kind, id);
      const refs = ids.map((id) => nodeRef(kind, id));
      const query = { near: 'subject', refs, relation: 'attached', kind: 'policy', page } as const;
      const pages = await neighbourPages(ctx.realm, query);
      const policies = await policiesById(ctx.realm, neighbourIds(pages));
      return pages.map((found) => joinPage(found, policies));
    },

    async boundariesOf(ctx, kind, ids) {
      for (const id of ids) authorizeList(ctx, kind, id);
      const refs = ids.map((id) => nodeRef(kind, id));
      const links = await linksFrom(ctx.realm, refs, { relation: 'bounded' });
      const policies = await policiesById(ctx.realm, [...new Set(links.map(({ object }) => idOf(object)))]);
      const bySubject = new Map(links.map(({ subject, object }) => [subject, policies.get(idOf(object))]));
      return refs.map((ref) => bySubject.get(ref));
    },

    async holdersOf(ctx, policyIds, page) {
      for (const id of policyIds) authorize(ctx, policyActions.listAttachments, { kind: 'policy', id });
      const refs = policyIds.map((id) => nodeRef('policy', id));
      const pages = await neighbourPages(ctx.realm, { near: 'object', refs, relation: 'attached', page });
      return pages.map(({ neighbours, hasNextPage }) => ({
        items: neighbours,
        cursors: neighbours,
        hasNextPage,
      }));
    },
  };
}

function attachment(holder: NodeRef, policyId: string) {
  return { subjects: [holder], relation: 'attached', object: nodeRef('policy', policyId) } as const;
}

function boundary(holder: NodeRef, policyId: string) {
  return { subjects: [holder], relation: 'bounded', object: nodeRef('policy', policyId) } as const;
}

function authorizeList(ctx: RequestContext, kind: HolderKind, id: string): void {
  authorize(ctx, LIST_ACTIONS[kind], { kind, id, ...(kind === 'account' && { ownerAccountId: id }) });
}

/** The ids of the policies that bound a holder: at most one. */
async function boundariesAt(
  realm: RealmHandle,
  holder: NodeRef,
  session: ClientSession,
): Promise<readonly string[]> {
  const links = await linksFrom(realm, [holder], { relation: 'bounded', session });
  return links.map(({ object }) => idOf(object));
}

async function removeBoundaries(
  realm: RealmHandle,
  holder: NodeRef,
  policyIds: readonly string[],
  session: ClientSession,
): Promise<void> {
  for (const id of policyIds) await removeLinks(realm, boundary(holder, id), session);
}

async function managedPolicy(realm: RealmHandle, id: string, session: ClientSession): Promise<PolicyRecord> {
  const [record] = await findPolicies(realm, [id], session);
  if (record?.scope !== 'managed') throw new NotFoundError('The managed policy');
  return record;
}

async function policiesById(realm: RealmHandle, ids: readonly string[]): Promise<Map<string, Policy>> {
  return new Map((await findPolicies(realm, ids)).map((record) => [record._id, policyOf(record)]));
}
