/** What can go wrong; stable, for programs. */
export type ClientErrorCode =
  /** There is no token, or it is not good (any more). */
  | 'UNAUTHENTICATED'
  /** The token is good, but whoever asks may not ask this. */
  | 'FORBIDDEN'
  /** The question is malformed. */
  | 'BAD_QUESTION'
  /** Reeve could not be asked, or could not answer: nothing is known, so nothing is allowed. */
  | 'UNAVAILABLE';

/** Why there is no answer. Whoever catches it must take it for a no. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What an HTTP status of Reeve means to a client. */
export function errorOfStatus(status: number, message: string): ClientError {
  if (status === 401) return new ClientError('UNAUTHENTICATED', message);
  if (status === 403) return new ClientError('FORBIDDEN', message);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new ClientError('BAD_QUESTION', message);
  }
  return new ClientError('UNAVAILABLE', message);
}
