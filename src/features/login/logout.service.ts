import { InvalidInputError, UnauthenticatedError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RefreshFamilies } from '../sessions/refresh-family.service.js';
import type { Authenticator } from '../tokens/authenticate.js';

/** What a logout may show: either is enough. */
export interface LogoutCredentials {
  readonly bearer: string | undefined;
  readonly refreshToken: string | undefined;
}

/** Ends the session of a token; how the public client `reeve` revokes its own. */
export interface LogoutService {
  /**
   * The access token of a role session ends the role session, and leaves the login alone on which it stands. A refresh token that is good for nothing any more is answered like one that was: the session is gone either way.
   *
   * @throws UnauthenticatedError for a bad access token, and if there is no token at all
   */
  logout(realm: RealmHandle, credentials: LogoutCredentials): Promise<void>;
}

export interface LogoutDeps {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly families: Pick<RefreshFamilies, 'find' | 'end' | 'revokeAccessToken'>;
}

export function createLogoutService({ authenticator, families }: LogoutDeps): LogoutService {
  /** The session of an access token; undefined for a role session, which ends here, alone. */
  async function sessionOfAccessToken(realm: RealmHandle, bearer: string): Promise<string | undefined> {
    const actor = await authenticator.authenticate(realm, bearer);
    if (actor.kind === 'role-session') {
      await families.revokeAccessToken(realm, {
        jti: actor.roleSession.sessionId,
        expiresAt: actor.expiresAt,
      });
      return undefined;
    }
    if (actor.sessionId !== undefined) return actor.sessionId;
    throw new InvalidInputError([
      { path: [], message: 'this access token has no session: end it with POST /revoke' },
    ]);
  }

  return {
    async logout(realm, { bearer, refreshToken }) {
      if (bearer === undefined && refreshToken === undefined) throw new UnauthenticatedError();
      const ending = new Set<string>();
      const own = bearer === undefined ? undefined : await sessionOfAccessToken(realm, bearer);
      if (own !== undefined) ending.add(own);
      const session = refreshToken === undefined ? undefined : await families.find(realm, refreshToken);
      if (session !== undefined) ending.add(session.id);
      for (const sessionId of ending) await families.end(realm, sessionId);
    },
  };
}
