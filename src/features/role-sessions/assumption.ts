import type { TokenActor } from '../../kernel/actor.js';
import type { RequestContext } from '../../realms/request-context.js';
import { resourceName } from '../authorization/authorize.js';
import { principalOf } from '../authorization/principal.js';
import type { Question } from '../decisions/decisions.js';
import type { AssumeRoleInput } from './role-session.input.js';

/**
 * What an assumption asks of the role's trust policy, all of which must be allowed, with the condition keys that AWS
 * gives such a request: `sts:RoleSessionName`, `sts:ExternalId`, `aws:RequestTag/*`, `aws:TagKeys`.
 */
export function assumption(ctx: RequestContext, caller: TokenActor, input: AssumeRoleInput): Question[] {
  const { roleId, sessionName, externalId, tags } = input;
  const context = {
    'sts:RoleSessionName': sessionName,
    ...(typeof externalId === 'string' && { 'sts:ExternalId': externalId }),
    ...(tags?.length && { 'aws:TagKeys': tags.map(({ key }) => key) }),
    ...Object.fromEntries((tags ?? []).map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
  return ['sts:AssumeRole', ...(tags?.length ? ['sts:TagSession'] : [])].map((action) => ({
    principal: principalOf(caller),
    token: { issuedAt: caller.issuedAt },
    sourceAddress: ctx.clientAddress,
    action,
    resource: resourceName(ctx.realm.slug, { kind: 'role', id: roleId }),
    context,
  }));
}
