import type { ClientSession } from 'mongoose';
import {
  awsNames,
  namedPrincipals,
  translatePrincipals,
  type AwsName,
  type PolicyDocument,
} from '../../decision/public.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { accountResource } from '../accounts/account-access.js';
import { accountActions } from '../accounts/account.actions.js';
import { findAccountIdNamed } from '../accounts/find-account.js';
import { isAllowed } from '../authorization/authorize.js';
import { findRoleNamed } from '../roles/find-role.js';
import { roleActions } from '../roles/role.actions.js';
import type { CheckedDocument } from './policy-document.js';
import { InvalidPolicyError } from './policy.errors.js';

/** Whether who writes may know of an account or role; what he may not read is not there for him. */
export type MayKnow = (kind: AwsName['kind'], id: string) => boolean;

/** What the caller may read. */
export function readableBy(ctx: RequestContext): MayKnow {
  return (kind, id) =>
    kind === 'user'
      ? isAllowed(ctx, accountActions.get, accountResource(id))
      : isAllowed(ctx, roleActions.read, { kind: 'role', id });
}

/**
 * Where the realm stands for an AWS account: the document with that account's principals by the realm's own names, as
 * the transaction sees them. An ARN's user is the account whose external id it is, else the one whose e-mail address it
 * is; names that accounts choose themselves, and that others may have too, name nobody.
 *
 * @throws InvalidPolicyError with the place of each name that nothing has
 */
export async function translateDocument(
  realm: RealmHandle,
  checked: CheckedDocument,
  mayKnow: MayKnow,
  session: ClientSession,
): Promise<CheckedDocument> {
  const { awsAccountId } = realm.settings;
  if (awsAccountId === null) return checked;
  // It has been checked: its shape is that of a document.
  const written = JSON.parse(checked.text) as PolicyDocument;
  const ids = new Map<string, string>();
  // One after the other: a transaction runs one command at a time.
  for (const { kind, name } of awsNames(written, awsAccountId)) {
    const id = await (kind === 'user' ? findAccountIdNamed : findRoleNamed)(realm, name, session);
    if (id !== undefined && mayKnow(kind, id)) ids.set(`${kind}/${name}`, id);
  }
  const { document, issues } = translatePrincipals(written, {
    awsAccount: awsAccountId,
    realm: realm.slug,
    idOf: ({ kind, name }) => ids.get(`${kind}/${name}`),
  });
  if (issues.length > 0) throw new InvalidPolicyError(issues);
  const translated = JSON.stringify(document);
  if (translated === JSON.stringify(written)) return checked;
  return { ...checked, translated, principals: namedPrincipals(translated) };
}
