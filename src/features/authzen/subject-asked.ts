import type { RequestContext } from '../../realms/request-context.js';
import { askerIn } from '../authorization/asker.js';
import { principalOf, subjectOf, type PrincipalRef } from '../authorization/principal.js';
import type { Subjects } from './subjects.js';

/** Whom a subject's id means: an account, or the role session that asks about itself, by its token's `sub`. */
export function subjectAsked(
  ctx: RequestContext,
  subjects: Subjects,
  id: string,
): PrincipalRef | undefined | Promise<PrincipalRef | undefined> {
  const asker = askerIn(ctx);
  if (asker?.kind === 'role-session') {
    const own = principalOf(asker);
    if (id === subjectOf(own)) return own;
  }
  const found = subjects.accountId(ctx.realm, id);
  return found instanceof Promise ? found.then(accountPrincipal) : accountPrincipal(found);
}

function accountPrincipal(accountId: string | undefined): PrincipalRef | undefined {
  return accountId === undefined ? undefined : { kind: 'account', accountId };
}
