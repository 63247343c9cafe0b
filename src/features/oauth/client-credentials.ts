import { invalidClient, OAuthError } from './oauth.errors.js';

/** Who a client says it is; `secret` is undefined for a client that cannot keep one. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string | undefined;
}

/** The part of a form that may carry them (client_secret_post). */
export interface CredentialFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

const BASIC = /^Basic +([A-Za-z0-9+/]+=*)$/i;

/** RFC 6749 (2.3.1): id and secret are form-encoded before they are joined and base64-encoded. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidClient();
  }
}

function fromHeader(authorization: string): ClientCredentials {
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) throw invalidClient();
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  if (colon === -1) throw invalidClient();
  const secret = formDecoded(pair.slice(colon + 1));
  return { clientId: formDecoded(pair.slice(0, colon)), secret: secret === '' ? undefined : secret };
}

/**
 * The client's credentials by client_secret_basic or client_secret_post; undefined if it names itself in neither way.
 *
 * @throws OAuthError invalid_request if it uses both ways, invalid_client if the header is not one of Basic
 */
export function readClientCredentials(
  authorization: string | undefined,
  { client_id: clientId, client_secret: secret }: CredentialFields,
): ClientCredentials | undefined {
  if (authorization === undefined) {
    if (clientId !== undefined) return { clientId, secret };
    if (secret !== undefined) throw invalidClient();
    return undefined;
  }
  if (secret !== undefined) {
    throw new OAuthError('invalid_request', 'Authenticate in one way: by the header or by parameters.');
  }
  const credentials = fromHeader(authorization);
  if (clientId !== undefined && clientId !== credentials.clientId) {
    throw new OAuthError('invalid_request', 'The header and the parameter client_id name different clients.');
  }
  return credentials;
}
