import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import { NotFoundError, UnauthenticatedError } from '../../kernel/errors.js';
import { isId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed, type ResourceRef } from '../authorization/authorize.js';
import { sessionActions } from './session.actions.js';
import {
  deleteOtherSessions,
  deleteSession,
  deleteSessionsOf,
  findSession,
  findTokenGround,
  hasSessionFrom,
  insertRevokedRole,
  listSessions,
  listSessionsOfAccounts,
  type TokenGround,
  type TokenToGround,
} from './session.store.js';
import type { Session } from './session.js';

/** The use cases on sessions that exist. Logins open them, see refresh-family.service.ts. */
export interface SessionService {
  /** @throws NotFoundError also for a session that the caller may not see. */
  get(ctx: RequestContext, sessionId: string): Promise<Session>;
  /** An account's living sessions, newest first. */
  list(ctx: RequestContext, accountId: string, page: PageRequest): Promise<Page<Session>>;
  /** A page for each of several accounts, in their order, in one command. */
  listOfAccounts(
    ctx: RequestContext,
    accountIds: readonly string[],
    page: PageRequest,
  ): Promise<readonly Page<Session>[]>;
  /** Ends one session: its tokens are refused at once here, within a second elsewhere. Answers what it was. */
  revoke(ctx: RequestContext, sessionId: string): Promise<Session>;
  /** Ends all sessions of an account, and says how many there were. */
  revokeAll(ctx: RequestContext, accountId: string): Promise<number>;
  /** Whether the account is logged in from this address: then failures elsewhere need not lock it out here. */
  isKnownAddress(realm: RealmHandle, accountId: string, clientAddress: string): Promise<boolean>;
  /** What an access token stands on, in one command. For `authenticate`, which has no actor yet. */
  groundOf(realm: RealmHandle, token: TokenToGround): Promise<TokenGround>;
  /** Ends the role sessions of a role that began, or begin yet, until then, for a use case that has authorised it. */
  revokeOfRole(
    realm: RealmHandle,
    role: { readonly id: string; readonly until: Date; readonly expiresAt: Date },
  ): Promise<void>;
}

/** The session that goes on after a change of password, and the version of the new one. */
export interface KeptSession {
  readonly exceptSessionId?: string | undefined;
  readonly passwordVersion?: number | undefined;
}

/**
 * Ends an account's sessions as part of another use case's transaction, which must raise `authEpoch`. Who changes the
 * password stays logged in: `exceptSessionId` goes on, under `passwordVersion`. Answers how many ended.
 */
export function endSessionsOf(
  realm: RealmHandle,
  accountId: string,
  { exceptSessionId: sessionId, passwordVersion }: KeptSession,
  dbSession: ClientSession,
): Promise<number> {
  return sessionId === undefined || passwordVersion === undefined
    ? deleteSessionsOf(realm, accountId, dbSession)
    : deleteOtherSessions(realm, accountId, { sessionId, passwordVersion }, dbSession);
}

function sessionsOf(accountId: string): ResourceRef {
  return { kind: 'session', id: '*', ownerAccountId: accountId };
}

function resourceOf(session: Session): ResourceRef {
  return { kind: 'session', id: session.id, ownerAccountId: session.accountId };
}

function afterOf({ after }: PageRequest): string | undefined {
  if (after === undefined) return undefined;
  const id = Buffer.from(after, 'base64url').toString();
  if (!isId(id)) throw badCursor();
  return id;
}

/** A page from one item more than it holds. */
function pageOf(sessions: readonly Session[], first: number): Page<Session> {
  const items = sessions.slice(0, first);
  return {
    items,
    cursors: items.map(({ id }) => Buffer.from(id).toString('base64url')),
    hasNextPage: sessions.length > first,
  };
}

export function createSessionService({ clock }: { readonly clock: Clock }): SessionService {
  async function visible(ctx: RequestContext, sessionId: string): Promise<Session> {
    if (ctx.actor.kind === 'anonymous') throw new UnauthenticatedError();
    const session = isId(sessionId) ? await findSession(ctx.realm, sessionId, clock.now()) : undefined;
    if (session === undefined || !isAllowed(ctx, sessionActions.get, resourceOf(session))) {
      throw new NotFoundError('The session');
    }
    return session;
  }

  return {
    get: visible,

    async list(ctx, accountId, page) {
      authorize(ctx, sessionActions.list, sessionsOf(accountId));
      const after = afterOf(page);
      const limit = page.first + 1;
      return pageOf(await listSessions(ctx.realm, accountId, { limit, after }, clock.now()), page.first);
    },

    async listOfAccounts(ctx, accountIds, page) {
      for (const accountId of accountIds) authorize(ctx, sessionActions.list, sessionsOf(accountId));
      const newest = { limit: page.first + 1, after: afterOf(page) };
      const byAccount = await listSessionsOfAccounts(ctx.realm, accountIds, newest, clock.now());
      return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page.first));
    },

    async revoke(ctx, sessionId) {
      const session = await visible(ctx, sessionId);
      authorize(ctx, sessionActions.revoke, resourceOf(session));
      await ctx.realm.transaction(['authEpoch'], (dbSession) =>
        deleteSession(ctx.realm, sessionId, dbSession),
      );
      return session;
    },

    async revokeAll(ctx, accountId) {
      authorize(ctx, sessionActions.revokeAll, sessionsOf(accountId));
      const { result } = await ctx.realm.transaction(['authEpoch'], (dbSession) =>
        endSessionsOf(ctx.realm, accountId, {}, dbSession),
      );
      return result;
    },

    isKnownAddress: (realm, accountId, clientAddress) =>
      hasSessionFrom(realm, accountId, clientAddress, clock.now()),
    groundOf: (realm, token) => findTokenGround(realm, token, clock.now()),
    async revokeOfRole(realm, role) {
      await realm.transaction(['authEpoch'], (dbSession) => insertRevokedRole(realm, role, dbSession));
    },
  };
}
