import type { CompiledPolicy } from '../../decision/public.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { compileStored } from '../authorization/compiled-policies.js';
import type { CheckedDocument } from './policy-document.js';
import { PolicyLimitError } from './policy.errors.js';
import { countingText } from './policy.js';
import { countPolicies, type PolicyRecord } from './policy.store.js';

/** Who writes a version, for its `createdBy`. */
export function authorOf({ actor }: RequestContext): { readonly createdBy?: string } {
  if (actor.kind === 'account') return { createdBy: actor.accountId };
  return actor.kind === 'role-session' ? { createdBy: actor.roleSession.accountId } : {};
}

/** What a record holds of a document that is its only version. */
export function firstVersion(
  { text, translated, mentions, principals }: CheckedDocument,
  now: Date,
  author: { readonly createdBy?: string },
  number = 1,
): Pick<PolicyRecord, 'defaultVersion' | 'lastVersion' | 'versions' | 'mentions' | 'principals'> {
  const content = { document: text, ...(translated !== undefined && { translated }) };
  const versions = [{ number, ...content, createdAt: now, ...author }];
  return { defaultVersion: number, lastVersion: number, versions, mentions, principals };
}

/** What a policy says now. */
export function activeContent({ name, scope, versions, defaultVersion }: PolicyRecord): CompiledPolicy {
  const text = countingText({ versions, defaultVersion });
  return compileStored(name, text, scope === 'resource' || scope === 'trust' ? 'resource' : 'identity');
}

/** @throws PolicyLimitError; asked outside the transaction, so writers at once may exceed the limit by their number */
export async function refuseFullRealm(realm: RealmHandle): Promise<void> {
  const { maxPolicies } = realm.settings.policies;
  if ((await countPolicies(realm)) < maxPolicies) return;
  throw new PolicyLimitError('The realm has as many policies as it may have', 'maxPolicies', maxPolicies);
}
