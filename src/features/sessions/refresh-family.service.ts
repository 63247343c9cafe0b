import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Logger } from '../../platform/logger/logger.js';
import type { RealmHandle } from '../../realms/realm.js';
import {
  formatRefreshToken,
  hashPart,
  newFamilySecret,
  newRotatingSecret,
  openSuccessor,
  parseRefreshToken,
  sealSuccessor,
  type RefreshTokenParts,
} from './refresh-token.js';
import { InvalidRefreshTokenError } from './session.errors.js';
import { createSessionInserts, type SessionInsertDeps } from './session-inserts.js';
import {
  deleteSession,
  expiryOf,
  findSessionRecord,
  insertRevokedToken,
  rotateSession,
  sessionOf,
  type SessionRecord,
  type UsedToken,
} from './session.store.js';
import type { Scope, Session } from './session.js';

/** A session and the refresh token that is good now. */
export interface SessionWithToken {
  readonly session: Session;
  readonly refreshToken: string;
}

/** What a login says about itself. */
export interface OpenSessionInput {
  readonly accountId: string;
  readonly passwordVersion: number;
  readonly scope: readonly Scope[];
  readonly clientAddress: string;
  readonly userAgent: string | undefined;
}

/** Opens sessions and follows their refresh tokens. Whoever holds a genuine token may use it: there is no actor. */
export interface RefreshFamilies {
  /** One insert, no transaction; for all that open while logins queue, see `createSessionInserts`. */
  open(realm: RealmHandle, input: OpenSessionInput): Promise<SessionWithToken>;
  /**
   * Replaces a refresh token. Within the grace the used token answers with the same successor again; after it, its
   * use ends the session, because two parties hold it.
   *
   * @throws InvalidRefreshTokenError
   */
  rotate(realm: RealmHandle, refreshToken: string): Promise<SessionWithToken>;
  /** The living session of a token that is current or in its grace; undefined if the token is good for nothing. */
  find(realm: RealmHandle, refreshToken: string): Promise<Session | undefined>;
  /** Ends a session, so that its tokens are refused. True if there was one. */
  end(realm: RealmHandle, sessionId: string): Promise<boolean>;
  /** Ends one access token and leaves its session alone. */
  revokeAccessToken(
    realm: RealmHandle,
    token: { readonly jti: string; readonly expiresAt: Date },
  ): Promise<void>;
}

export interface RefreshFamilyDeps extends SessionInsertDeps {
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/** How long a used token still answers with its successor: for retries, and for tabs that refresh at once. */
export const GRACE_SECONDS = 10;

const MAX_USER_AGENT = 256;

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** The use of a genuine token from which it still answers with its successor, if there was one. */
function useInGrace(record: SessionRecord, parts: RefreshTokenParts, now: Date): UsedToken | undefined {
  const hash = hashPart(parts.rotating);
  return record.used?.find((used) => used.hash === hash && now <= after(used.at, GRACE_SECONDS));
}

export function createRefreshFamilies({
  clock,
  logger,
  moreLoginsFollow,
}: RefreshFamilyDeps): RefreshFamilies {
  const inserts = createSessionInserts({ moreLoginsFollow });

  async function end(realm: RealmHandle, sessionId: string): Promise<boolean> {
    const { result } = await realm.transaction(['authEpoch'], (dbSession) =>
      deleteSession(realm, sessionId, dbSession),
    );
    return result;
  }

  /** The session's record if the token's family secret is the one that was given out and the session is alive. */
  async function findGenuine(
    realm: RealmHandle,
    parts: RefreshTokenParts,
    now: Date,
  ): Promise<SessionRecord> {
    const record = await findSessionRecord(realm, parts.sessionId);
    const genuine = record !== undefined && record.familyHash === hashPart(parts.family);
    if (!genuine || expiryOf(record) <= now) throw new InvalidRefreshTokenError();
    return record;
  }

  function parsed(refreshToken: string): RefreshTokenParts {
    const parts = parseRefreshToken(refreshToken);
    if (parts === undefined) throw new InvalidRefreshTokenError();
    return parts;
  }

  /** What a token that is not the current one gets: its successor again, or the end of its family. */
  async function answerUsed(
    realm: RealmHandle,
    parts: RefreshTokenParts,
    now: Date,
  ): Promise<SessionWithToken> {
    const { sessionId, family } = parts;
    const record = await findGenuine(realm, parts, now);
    const use = useInGrace(record, parts, now);
    if (use !== undefined) {
      const rotating = openSuccessor(sessionId, parts.rotating, use.successor);
      return {
        session: sessionOf(record),
        refreshToken: formatRefreshToken({ sessionId, family, rotating }),
      };
    }
    await end(realm, sessionId);
    logger.warn({ sessionId, accountId: record.accountId }, 'A used refresh token came back: session ended');
    throw new InvalidRefreshTokenError();
  }

  return {
    async open(realm, input) {
      const now = clock.now();
      const { refreshIdleSeconds, refreshAbsoluteSeconds } = realm.settings.tokens;
      const sessionId = newId();
      const family = newFamilySecret();
      const rotating = newRotatingSecret();
      const record: SessionRecord = {
        _id: sessionId,
        accountId: input.accountId,
        passwordVersion: input.passwordVersion,
        createdAt: now,
        lastUsedAt: now,
        idleExpiresAt: after(now, refreshIdleSeconds),
        absoluteExpiresAt: after(now, refreshAbsoluteSeconds),
        scope: input.scope,
        clientAddress: input.clientAddress,
        userAgent: input.userAgent?.slice(0, MAX_USER_AGENT),
        familyHash: hashPart(family),
        currentHash: hashPart(rotating),
      };
      await inserts.ask({ realm, record });
      return {
        session: sessionOf(record),
        refreshToken: formatRefreshToken({ sessionId, family, rotating }),
      };
    },

    async rotate(realm, refreshToken) {
      const parts = parsed(refreshToken);
      const { sessionId, family } = parts;
      const now = clock.now();
      const next = newRotatingSecret();
      const rotated = await rotateSession(realm, {
        sessionId,
        familyHash: hashPart(family),
        usedHash: hashPart(parts.rotating),
        nextHash: hashPart(next),
        successor: sealSuccessor(sessionId, parts.rotating, next),
        now,
        idleExpiresAt: after(now, realm.settings.tokens.refreshIdleSeconds),
      });
      if (rotated === undefined) return answerUsed(realm, parts, now);
      return {
        session: sessionOf(rotated),
        refreshToken: formatRefreshToken({ sessionId, family, rotating: next }),
      };
    },

    async find(realm, refreshToken) {
      const parts = parseRefreshToken(refreshToken);
      if (parts === undefined) return undefined;
      const now = clock.now();
      const record = await findGenuine(realm, parts, now).catch((error: unknown) => {
        if (error instanceof InvalidRefreshTokenError) return undefined;
        throw error;
      });
      if (record === undefined) return undefined;
      const isCurrent = hashPart(parts.rotating) === record.currentHash;
      return isCurrent || useInGrace(record, parts, now) !== undefined ? sessionOf(record) : undefined;
    },

    end,

    async revokeAccessToken(realm, token) {
      await realm.transaction(['authEpoch'], (dbSession) => insertRevokedToken(realm, token, dbSession));
    },
  };
}
