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
   * A refresh token that is good for nothing any more is answered like one that was: the session is gone either way.
   *
   * @throws UnauthenticatedError for a bad access token, and if there is no token at all
   */
  logout(realm: RealmHandle, credentials: LogoutCredentials): Promise<void>;
}

export interface LogoutDeps {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly families: Pick<RefreshFamilies, 'find' | 'end'>;
}

export function createLogoutService({ authenticator, families }: LogoutDeps): LogoutService {
  async function sessionOfAccessToken(realm: RealmHandle, bearer: string): Promise<string> {
    const { sessionId } = await authenticator.authenticate(realm, bearer);
    if (sessionId === undefined) {
      throw new InvalidInputError([
        { path: [], message: 'this access token has no session: end it with POST /revoke' },
      ]);
    }
    return sessionId;
  }

  return {
    async logout(realm, { bearer, refreshToken }) {
      if (bearer === undefined && refreshToken === undefined) throw new UnauthenticatedError();
      const ending = new Set<string>();
      if (bearer !== undefined) ending.add(await sessionOfAccessToken(realm, bearer));
      const session = refreshToken === undefined ? undefined : await families.find(realm, refreshToken);
      if (session !== undefined) ending.add(session.id);
      for (const sessionId of ending) await families.end(realm, sessionId);
    },
  };
}
