import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { readClientCredentials, type CredentialFields } from './client-credentials.js';
import { invalidClient } from './oauth.errors.js';

/** A service account that proved itself with one of its secrets. */
export interface AuthenticatedClient {
  readonly account: Account;
  readonly secretId: string;
}

/** Proves a client's secret; undefined for an unknown or disabled account, a USER, and a wrong or revoked secret. */
export type VerifyClientSecret = (
  realm: RealmHandle,
  clientId: string,
  secret: string,
) => Promise<AuthenticatedClient | undefined> | AuthenticatedClient | undefined;

/**
 * The service account that makes the request.
 *
 * @throws OAuthError invalid_client, whatever was wrong; invalid_request for two ways at once
 */
export async function authenticateClient(
  verifyClientSecret: VerifyClientSecret,
  realm: RealmHandle,
  authorization: string | undefined,
  fields: CredentialFields,
): Promise<AuthenticatedClient> {
  const credentials = readClientCredentials(authorization, fields);
  if (credentials?.secret === undefined) throw invalidClient();
  const client = await verifyClientSecret(realm, credentials.clientId, credentials.secret);
  if (client === undefined) throw invalidClient();
  return client;
}
