import { randomUUID } from 'node:crypto';
import type { RoleSession, TokenActor } from '../../kernel/actor.js';
import type { Clock } from '../../kernel/clock.js';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
  UnavailableError,
} from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger/logger.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import type { Authorities } from '../authorization/authorities.js';
import { askerIn } from '../authorization/asker.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants } from '../authorization/grant.js';
import { principalName } from '../authorization/principal.js';
import { requireGrantOfTags } from '../authorization/session-tags.js';
import type { Decisions } from '../decisions/decisions.js';
import { findRoles } from '../roles/find-role.js';
import { roleActions } from '../roles/role.actions.js';
import type { SessionService } from '../sessions/session.service.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import { roleSessionActions } from './role-session.actions.js';
import type { AssumeRoleInput, RevokeRoleSessionsInput } from './role-session.input.js';
import {
  DEFAULT_SECONDS,
  MAX_CHAINED_SECONDS,
  MAX_SECONDS,
  MIN_SECONDS,
  type StartedRoleSession,
} from './role-session.js';
import { sessionContents } from './session-contents.js';
import { assumption } from './assumption.js';

/**
 * By then every process knows what was taken away before the revocation (500 ms), on whatever clock: a session that was
 * allowed by what is no more must not outlive it.
 */
const SEEN_EVERYWHERE_MS = 1500;

/** Role sessions: an account acts as a role for a while, with the power of the role and none of its own. */
export interface RoleSessionService {
  /**
   * Begins a role session. The role's trust policy must allow the caller `sts:AssumeRole`, and `sts:TagSession` if there
   * are tags; tags that policies look at pass on what those give. Nothing is written: the token carries all that the
   * session is.
   *
   * @throws NotFoundError, ForbiddenError (to those who may read the role; GRANT_REQUIRED), InvalidInputError, InvalidPolicyError,
   *   RoleSessionTooLargeError, UnavailableError (right after `revokeAll`)
   */
  assume(ctx: RequestContext, input: AssumeRoleInput): Promise<StartedRoleSession>;
  /** Ends every session of a role that has begun; new ones may begin two seconds later. @throws NotFoundError */
  revokeAll(ctx: RequestContext, input: RevokeRoleSessionsInput): Promise<RevokedRoleSessions>;
}

export interface RevokedRoleSessions {
  readonly roleId: string;
  readonly revokedAt: Date;
}

export interface RoleSessionServiceDeps {
  readonly clock: Clock;
  readonly decisions: Pick<Decisions, 'decide'>;
  readonly authorities: Authorities;
  readonly grants: Grants;
  readonly issuer: Pick<TokenIssuer, 'roleSessionToken'>;
  readonly sessions: Pick<SessionService, 'groundOf' | 'revokeOfRole'>;
  readonly logger: Pick<Logger, 'info'>;
  readonly tokenIssued: (grant: 'assume_role') => void;
}

export function createRoleSessionService(deps: RoleSessionServiceDeps): RoleSessionService {
  const { clock, decisions, authorities, grants, issuer, sessions, logger, tokenIssued } = deps;

  /** Seconds that the session may be: as asked, and no longer than the login that it stands on. */
  async function lifetime(
    realm: RealmHandle,
    caller: TokenActor,
    { roleId, asked, now }: { readonly roleId: string; readonly asked: number; readonly now: Date },
  ): Promise<number> {
    const { sessionId: sid } = groundOf(caller);
    const role = { id: roleId, began: now };
    const { session, revoked } = await sessions.groundOf(realm, { jti: '', sid, role });
    if (revoked)
      throw new UnavailableError(
        'The sessions of the role have just been revoked. Try again in two seconds.',
      );
    if (sid === undefined) return asked;
    if (session === undefined) throw new UnauthenticatedError();
    return Math.min(asked, Math.floor((session.expiresAt.getTime() - now.getTime()) / 1000));
  }

  return {
    async assume(ctx, input) {
      const caller = callerIn(ctx);
      const { realm } = ctx;
      const { roleId, sessionName: name } = input;
      const asked = durationOf(realm, caller, input.durationSeconds ?? undefined);
      const contents = sessionContents(input, realm.settings);
      // Before anything is decided: a revocation that comes meanwhile ends this session too.
      const now = clock.now();
      for (const question of assumption(ctx, caller, input)) {
        const { decision } = await decisions.decide(realm, question);
        if (decision !== 'Allowed') throw await refusal(ctx, roleId, question.action);
      }
      await requireGrantOfTags(grants, ctx, Object.keys(contents.tags));
      const accountId = caller.kind === 'account' ? caller.accountId : caller.roleSession.accountId;
      const roleSession: RoleSession = { sessionId: randomUUID(), roleId, name, accountId, ...contents };
      const principal = { kind: 'role-session', ...roleSession } as const;
      const { roles } = await authorities.of(realm, principal);
      const roleName = roles.find(({ id }) => id === roleId)?.name ?? '';
      const expiresIn = await lifetime(realm, caller, { roleId, asked, now });
      const grant = { roleSession, roleName, roles, ground: groundOf(caller), began: now, expiresIn };
      const { token } = await issuer.roleSessionToken(realm, grant);
      tokenIssued('assume_role');
      const named = principalName(realm.slug, principal);
      logger.info(
        { principal: named, accountId, roleSessionId: roleSession.sessionId, by: caller.authority.principal },
        'A role was assumed',
      );
      const expiresAt = new Date(now.getTime() + expiresIn * 1000);
      return { roleSession, roleName, principal: named, token, expiresIn, expiresAt };
    },

    async revokeAll(ctx, { roleId }) {
      authorize(ctx, roleSessionActions.revokeAll, { kind: 'role', id: roleId });
      const [role] = await findRoles(ctx.realm, [roleId]);
      if (role === undefined) throw new NotFoundError('The role');
      const until = new Date(clock.now().getTime() + SEEN_EVERYWHERE_MS);
      const expiresAt = new Date(until.getTime() + MAX_SECONDS * 1000);
      await sessions.revokeOfRole(ctx.realm, { id: roleId, until, expiresAt });
      return { roleId, revokedAt: until };
    },
  };
}

/** Who may assume roles here: principals of this realm, for the session stands on what is theirs in it. */
function callerIn(ctx: RequestContext): TokenActor {
  if (ctx.actor.kind === 'anonymous') throw new UnauthenticatedError();
  const caller = askerIn(ctx);
  if (caller === undefined) throw new ForbiddenError('Only accounts of the realm assume its roles.');
  return caller;
}

function groundOf(caller: TokenActor): { sessionId: string | undefined; secretId: string | undefined } {
  const { sessionId, secretId } = caller.kind === 'account' ? caller : caller.ground;
  return { sessionId, secretId };
}

/** @throws InvalidInputError */
function durationOf(realm: RealmHandle, caller: TokenActor, asked: number | undefined): number {
  const longest = Math.min(
    realm.settings.tokens.roleSessionMaxSeconds,
    caller.kind === 'role-session' ? MAX_CHAINED_SECONDS : MAX_SECONDS,
  );
  if (asked === undefined) return Math.min(DEFAULT_SECONDS, longest);
  if (asked <= longest) return asked;
  const message = `must be ${MIN_SECONDS} to ${longest} here`;
  throw new InvalidInputError([{ path: ['durationSeconds'], message }]);
}

/** Who may not read a role does not learn whether there is one. */
async function refusal(ctx: RequestContext, roleId: string, action: string): Promise<Error> {
  const visible = isAllowed(ctx, roleActions.read, { kind: 'role', id: roleId });
  const [role] = visible ? await findRoles(ctx.realm, [roleId]) : [];
  if (role === undefined) return new NotFoundError('The role');
  return new ForbiddenError(`The trust policy of the role does not allow you ${action}.`);
}
