import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize } from '../authorization/authorize.js';
import type { Grants } from '../authorization/grant.js';
import { content, everything } from '../authorization/passing.js';
import { checkDocument, compileChecked } from './policy-document.js';
import { pageOfPolicies } from './policy-list.js';
import { activeContent, authorOf, firstVersion } from './policy-record.js';
import { policyActions } from './policy.actions.js';
import { PolicyLimitError } from './policy.errors.js';
import type { CreatePolicyInput, DeletePolicyInput, UpdateGuardrailInput } from './policy.input.js';
import type { Policy } from './policy.js';
import {
  changePolicy,
  countPoliciesOf,
  findPolicies,
  insertPolicy,
  policyOf,
  removePolicy,
  type PolicyRecord,
} from './policy.store.js';

/**
 * Guardrails: policies over a whole realm, which can only take away. Those of `system` bind every other realm. Each
 * keeps one version.
 */
export interface GuardrailService {
  /** @throws InvalidPolicyError, PolicyNameTakenError, PolicyLimitError */
  create(ctx: RequestContext, input: CreatePolicyInput): Promise<Policy>;
  /** @throws NotFoundError, VersionConflictError, InvalidPolicyError, PolicyNameTakenError */
  update(ctx: RequestContext, input: UpdateGuardrailInput): Promise<Policy>;
  /** Answers it as it was. @throws NotFoundError */
  delete(ctx: RequestContext, input: DeletePolicyInput): Promise<Policy>;
  list(ctx: RequestContext, page: PageRequest): Promise<Page<Policy>>;
}

const TOUCHED = ['guardrails'] as const;

export interface GuardrailServiceDependencies {
  readonly clock: Clock;
  readonly grants: Grants;
}

export function createGuardrailService({ clock, grants }: GuardrailServiceDependencies): GuardrailService {
  return {
    async create(ctx, { name, description, document }) {
      authorize(ctx, policyActions.createGuardrail, { kind: 'guardrail', id: '*' });
      const { realm } = ctx;
      const now = clock.now();
      const checked = checkDocument(document, 'guardrail', ctx.realm.settings);
      const record: PolicyRecord = {
        _id: newId(),
        scope: 'guardrail',
        owner: '',
        name: name.normalize('NFC'),
        ...(typeof description === 'string' && { description }),
        ...firstVersion(checked, now, authorOf(ctx)),
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await realm.transaction(
        ['revision'],
        async (session) => {
          const before = await countPoliciesOf(realm, 'guardrail', '', session);
          const { maxGuardrails } = realm.settings.policies;
          if (before >= maxGuardrails) {
            const message = 'The realm has as many guardrails as it may have';
            throw new PolicyLimitError(message, 'maxGuardrails', maxGuardrails);
          }
          // The first one only takes away; beside others, one Allow is enough.
          if (before > 0) {
            await (await grants.within(ctx, session)).require(content(compileChecked(checked, 'guardrail')));
          }
          await insertPolicy(realm, record, session);
        },
        TOUCHED,
      );
      return policyOf(record);
    },

    async update(ctx, { id, name, description, document, expectedVersion }) {
      authorize(ctx, policyActions.updateGuardrail, { kind: 'guardrail', id });
      const { realm } = ctx;
      const checked = document == null ? undefined : checkDocument(document, 'guardrail', ctx.realm.settings);
      const now = clock.now();
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const known = await existingGuardrail(realm, id, session);
          if (typeof expectedVersion === 'number' && expectedVersion !== known.version) {
            throw new VersionConflictError(known.version);
          }
          if (checked !== undefined) {
            const passing = content(compileChecked(checked, 'guardrail'), activeContent(known));
            await (await grants.within(ctx, session)).require(passing);
          }
          const next = checked && firstVersion(checked, now, authorOf(ctx), known.lastVersion + 1);
          const change = { name: name?.normalize('NFC'), description, ...next };
          return changePolicy(realm, id, change, now, session);
        },
        TOUCHED,
      );
      return policyOf(result);
    },

    async delete(ctx, { id }) {
      authorize(ctx, policyActions.deleteGuardrail, { kind: 'guardrail', id });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const known = await existingGuardrail(realm, id, session);
          await (await grants.within(ctx, session)).require(everything);
          await removePolicy(realm, id, session);
          return known;
        },
        TOUCHED,
      );
      return policyOf(result);
    },

    async list(ctx, page) {
      authorize(ctx, policyActions.listGuardrails, { kind: 'guardrail', id: '*' });
      return pageOfPolicies(ctx.realm, { scope: 'guardrail' }, page);
    },
  };
}

async function existingGuardrail(
  realm: RealmHandle,
  id: string,
  session: ClientSession,
): Promise<PolicyRecord> {
  const [record] = await findPolicies(realm, [id], session);
  if (record?.scope !== 'guardrail') throw new NotFoundError('The guardrail');
  return record;
}
