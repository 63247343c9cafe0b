import type { ClientSession } from 'mongoose';
import type { PolicyIssue } from '../../decision/public.js';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants } from '../authorization/grant.js';
import { content } from '../authorization/passing.js';
import { nodeRef } from '../edges/edge.js';
import { someLinksTo } from '../edges/links.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import { isInUse } from './attachments.js';
import {
  checkDocument,
  compileChecked,
  derivedFrom,
  examineDocument,
  type CheckedDocument,
} from './policy-document.js';
import { pageOfPolicies } from './policy-list.js';
import { policyActions } from './policy.actions.js';
import {
  BuiltInPolicyError,
  DefaultVersionError,
  PolicyAttachedError,
  PolicyLimitError,
} from './policy.errors.js';
import type {
  CreatePolicyInput,
  CreatePolicyVersionInput,
  DeletePolicyInput,
  PolicyFilterInput,
  PolicyVersionInput,
  UpdatePolicyInput,
  ValidatePolicyInput,
} from './policy.input.js';
import { versionOf, type Policy } from './policy.js';
import {
  changePolicy,
  findPolicies,
  findPolicyByKey,
  insertPolicy,
  policyOf,
  removePolicy,
  type PolicyRecord,
} from './policy.store.js';
import { activeContent, authorOf, firstVersion, refuseFullRealm } from './policy-record.js';

/** Managed policies and their versions. What a document says is checked before anything is written. */
export interface PolicyService {
  /** @throws InvalidPolicyError, PolicyNameTakenError, PolicyLimitError */
  create(ctx: RequestContext, input: CreatePolicyInput): Promise<Policy>;
  /** @throws NotFoundError, VersionConflictError, PolicyNameTakenError, BuiltInPolicyError */
  update(ctx: RequestContext, input: UpdatePolicyInput): Promise<Policy>;
  /** @throws NotFoundError, VersionConflictError, InvalidPolicyError, BuiltInPolicyError, PolicyLimitError */
  createVersion(ctx: RequestContext, input: CreatePolicyVersionInput): Promise<Policy>;
  /** Going back to an older version is this too. */
  setDefaultVersion(ctx: RequestContext, input: PolicyVersionInput): Promise<Policy>;
  /** @throws NotFoundError, BuiltInPolicyError, DefaultVersionError */
  deleteVersion(ctx: RequestContext, input: PolicyVersionInput): Promise<Policy>;
  /** Answers it as it was. @throws NotFoundError, BuiltInPolicyError, PolicyAttachedError */
  delete(ctx: RequestContext, input: DeletePolicyInput): Promise<Policy>;
  /** Policies of any scope, in the order of `ids`; undefined for what is not there, or not the caller's to see. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Policy | undefined)[]>;
  /** A managed policy by name. */
  findByName(ctx: RequestContext, name: string): Promise<Policy | undefined>;
  list(ctx: RequestContext, filter: PolicyFilterInput, page: PageRequest): Promise<Page<Policy>>;
  /** Checks a document and stores nothing. */
  validate(ctx: RequestContext, input: ValidatePolicyInput): Examination;
}

export interface Examination {
  readonly errors: readonly PolicyIssue[];
  readonly warnings: readonly PolicyIssue[];
}

export interface PolicyServiceDependencies {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly grants: Grants;
}

export function createPolicyService(deps: PolicyServiceDependencies): PolicyService {
  const { clock, existingAccounts, grants } = deps;

  /** Another version is to count: for whoever has the policy, or is bounded by it. */
  async function requireGrantOf(
    ctx: RequestContext,
    record: PolicyRecord,
    next: CheckedDocument,
    session: ClientSession,
  ): Promise<void> {
    const links = await someLinksTo(ctx.realm, nodeRef('policy', record._id), 1, session);
    if (links.length === 0) return;
    const passing = content(compileChecked(next, 'managed'), activeContent(record));
    await (await grants.within(ctx, session)).require(passing);
  }

  /** One transaction on one managed policy that people made. */
  async function changeManaged(
    ctx: RequestContext,
    id: string,
    work: (record: PolicyRecord, session: ClientSession) => Promise<PolicyRecord>,
    expectedVersion?: number | null,
  ): Promise<Policy> {
    const { result } = await ctx.realm.transaction(
      ['revision'],
      async (session) => {
        const record = await ownPolicy(ctx.realm, id, session);
        if (typeof expectedVersion === 'number' && expectedVersion !== record.version) {
          throw new VersionConflictError(record.version);
        }
        return work(record, session);
      },
      () => [nodeRef('policy', id)],
    );
    return policyOf(result);
  }

  return {
    async create(ctx, { name, description, document }) {
      authorize(ctx, policyActions.create, { kind: 'policy', id: '*' });
      const now = clock.now();
      const record: PolicyRecord = {
        _id: newId(),
        scope: 'managed',
        owner: '',
        name: name.normalize('NFC'),
        ...(typeof description === 'string' && { description }),
        ...firstVersion(checkDocument(document, 'managed', ctx.realm.settings), now, authorOf(ctx)),
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await refuseFullRealm(ctx.realm);
      await ctx.realm.transaction(
        ['revision'],
        (session) => insertPolicy(ctx.realm, record, session),
        () => [nodeRef('policy', record._id)],
      );
      return policyOf(record);
    },

    async update(ctx, { id, name, description, expectedVersion }) {
      authorize(ctx, policyActions.update, { kind: 'policy', id });
      const change = { name: name?.normalize('NFC'), description };
      return changeManaged(
        ctx,
        id,
        (_record, session) => changePolicy(ctx.realm, id, change, clock.now(), session),
        expectedVersion,
      );
    },

    async createVersion(ctx, { policyId, document, setAsDefault, expectedVersion }) {
      authorize(ctx, policyActions.createVersion, { kind: 'policy', id: policyId });
      const checked = checkDocument(document, 'managed', ctx.realm.settings);
      const { text, mentions } = checked;
      const now = clock.now();
      return changeManaged(
        ctx,
        policyId,
        async (record, session) => {
          const { maxVersions } = ctx.realm.settings.policies;
          if (record.versions.length >= maxVersions) {
            throw new PolicyLimitError(
              'The policy has as many versions as it may have',
              'maxVersions',
              maxVersions,
            );
          }
          if (setAsDefault) await requireGrantOf(ctx, record, checked, session);
          const number = record.lastVersion + 1;
          const version = { number, document: text, createdAt: now, ...authorOf(ctx) };
          const change = {
            lastVersion: number,
            versions: [...record.versions, version],
            ...(setAsDefault && { defaultVersion: number, mentions }),
          };
          return changePolicy(ctx.realm, policyId, change, now, session);
        },
        expectedVersion,
      );
    },

    async setDefaultVersion(ctx, { policyId, number }) {
      authorize(ctx, policyActions.setDefaultVersion, { kind: 'policy', id: policyId });
      return changeManaged(ctx, policyId, async (record, session) => {
        const version = versionOf(record, number);
        if (version === undefined) throw new NotFoundError(`Version ${number}`);
        const checked = { text: version.document, ...derivedFrom(version.document) };
        const { mentions } = checked;
        if (number !== record.defaultVersion) await requireGrantOf(ctx, record, checked, session);
        return changePolicy(ctx.realm, policyId, { defaultVersion: number, mentions }, clock.now(), session);
      });
    },

    async deleteVersion(ctx, { policyId, number }) {
      authorize(ctx, policyActions.deleteVersion, { kind: 'policy', id: policyId });
      return changeManaged(ctx, policyId, (record, session) => {
        if (versionOf(record, number) === undefined) throw new NotFoundError(`Version ${number}`);
        if (record.defaultVersion === number) throw new DefaultVersionError(number);
        const versions = record.versions.filter((version) => version.number !== number);
        return changePolicy(ctx.realm, policyId, { versions }, clock.now(), session);
      });
    },

    async delete(ctx, { id }) {
      authorize(ctx, policyActions.delete, { kind: 'policy', id });
      return changeManaged(ctx, id, async (record, session) => {
        if (await isInUse(ctx.realm, id, existingAccounts, session)) throw new PolicyAttachedError();
        await removePolicy(ctx.realm, id, session);
        return record;
      });
    },

    async getMany(ctx, ids) {
      const visible = ids.filter((id) => isAllowed(ctx, policyActions.read, { kind: 'policy', id }));
      const records = await findPolicies(ctx.realm, [...new Set(visible)]);
      const policies = new Map(records.map((record) => [record._id, policyOf(record)]));
      return ids.map((id) => policies.get(id));
    },

    async findByName(ctx, name) {
      const key = { scope: 'managed', owner: '', name: name.normalize('NFC') } as const;
      const record = await findPolicyByKey(ctx.realm, key);
      if (record === undefined) return undefined;
      return isAllowed(ctx, policyActions.read, { kind: 'policy', id: record._id })
        ? policyOf(record)
        : undefined;
    },

    async list(ctx, filter, page) {
      authorize(ctx, policyActions.list, { kind: 'policy', id: '*' });
      return pageOfPolicies(ctx.realm, filter, page);
    },

    validate(ctx, { document, kind }) {
      authorize(ctx, policyActions.validate, { kind: 'policy', id: '*' });
      return examineDocument(document, kind, ctx.realm.settings);
    },
  };
}

/** A managed policy that people made, and so may change. */
async function ownPolicy(realm: RealmHandle, id: string, session: ClientSession): Promise<PolicyRecord> {
  const [record] = await findPolicies(realm, [id], session);
  if (record?.scope !== 'managed') throw new NotFoundError('The managed policy');
  if (record.builtIn === true) throw new BuiltInPolicyError();
  return record;
}
