import { createLru } from '../../kernel/lru.js';
import { DomainError, UnauthenticatedError } from '../../kernel/errors.js';

/** The request does not say which realm it is for. */
export class RealmRequiredError extends DomainError {
  readonly code = 'REALM_REQUIRED';
  readonly status = 400;

  constructor() {
    super('Name the realm of the request in the header X-Realm.');
  }
}

/** The header and the path name two realms. */
export class RealmMismatchError extends DomainError {
  readonly code = 'REALM_MISMATCH';
  readonly status = 400;

  constructor() {
    super('The header X-Realm and the path name different realms. Name one.');
  }
}

/**
 * The realm that a request names by the header, the path, or both alike.
 *
 * @throws RealmRequiredError, RealmMismatchError
 */
export function namedRealm(header: string | undefined, path?: string): string {
  const name = path ?? header;
  if (name === undefined || name === '') throw new RealmRequiredError();
  if (header !== undefined && header !== name) throw new RealmMismatchError();
  return name;
}

/** What is remembered of headers that were read: few callers send many requests, each with the same header. */
const read = createLru<{ readonly authorization: string; readonly token: string }>(1000);
/** By their last characters, which belong to the signature: to find a whole header by itself costs what reading it does. */
const TAIL = 32;
const MAX_REMEMBERED = 2048;

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * The token of an Authorization header (RFC 6750), or undefined if the header was not sent.
 *
 * @throws UnauthenticatedError if it holds anything else: who sends credentials is never taken for nobody
 */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const tail = authorization.slice(-TAIL);
  const known = read.get(tail);
  if (known?.authorization === authorization) return known.token;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new UnauthenticatedError();
  if (authorization.length <= MAX_REMEMBERED) read.set(tail, { authorization, token });
  return token;
}

/** The token of an Authorization header. @throws UnauthenticatedError if there is none */
export function requireBearer(authorization: string | undefined): string {
  const token = bearerOf(authorization);
  if (token === undefined) throw new UnauthenticatedError();
  return token;
}
