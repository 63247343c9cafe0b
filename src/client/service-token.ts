import { ask } from './ask.js';
import { ClientError } from './client-error.js';
import type { Settings } from './settings.js';

/** A token is replaced this long before it expires. */
const EARLY_MS = 30_000;

/** The access token of a service account, had by `client_credentials` and kept while it is good. */
export interface ServiceToken {
  /** @throws ClientError */
  get(): Promise<string>;
  /** Forgets a token that was refused, so that the next one is new. */
  drop(token: string): void;
}

export function createServiceToken(
  settings: Pick<Settings, 'issuer' | 'credentials' | 'fetch' | 'timeoutMs'>,
): ServiceToken {
  let current: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function request(): Promise<string> {
    const { credentials, issuer } = settings;
    if (credentials === undefined) {
      throw new ClientError(
        'UNAUTHENTICATED',
        'Asking about others needs the credentials of a service account.',
      );
    }
    const { body } = await ask(settings, `${issuer}/token`, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${basic(credentials.clientId, credentials.clientSecret)}`,
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: token, expires_in: seconds } = body as {
      readonly access_token?: unknown;
      readonly expires_in?: unknown;
    };
    if (typeof token !== 'string' || typeof seconds !== 'number') {
      throw new ClientError('UNAVAILABLE', 'The token endpoint answered something else than a token.');
    }
    // Half of a short life is left to it all the same.
    current = { token, until: Date.now() + Math.max(seconds * 1000 - EARLY_MS, seconds * 500) };
    return token;
  }

  return {
    async get() {
      if (current !== undefined && current.until > Date.now()) return current.token;
      asking ??= request().finally(() => (asking = undefined));
      return asking;
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  return btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
}
