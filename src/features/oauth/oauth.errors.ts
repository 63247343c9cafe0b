import { DomainError } from '../../kernel/errors.js';

/** The error codes of RFC 6749 (5.2) that we answer with. */
export type OAuthErrorName =
  'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type' | 'invalid_scope';

/** An error that the token, revocation and introspection routes answer in OAuth's own form. */
export class OAuthError extends DomainError {
  readonly error: OAuthErrorName;
  readonly code: string;
  readonly status: 400 | 401;

  constructor(error: OAuthErrorName, description: string) {
    super(description);
    this.error = error;
    this.code = error.toUpperCase();
    this.status = error === 'invalid_client' ? 401 : 400;
  }
}

/** One answer for every way in which client authentication fails. */
export function invalidClient(): OAuthError {
  return new OAuthError(
    'invalid_client',
    'Authenticate as a service account: its id and one of its secrets.',
  );
}
