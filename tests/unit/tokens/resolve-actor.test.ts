import { describe, expect, test } from '@jest/globals';
import {
  bearerOf,
  namedRealm,
  RealmMismatchError,
  RealmRequiredError,
  requireBearer,
} from '../../../src/features/tokens/request-credentials.js';
import { createIssuers } from '../../../src/features/tokens/issuer.js';
import { createResolveActor, type ResolvedRequest } from '../../../src/features/tokens/resolve-actor.js';
import type { AccountActor } from '../../../src/kernel/actor.js';
import { NotFoundError, UnauthenticatedError } from '../../../src/kernel/errors.js';
import { realmDouble } from '../../support/token-doubles.js';
import { accountActorDouble } from '../../support/authority-double.js';

const issuers = createIssuers('http://127.0.0.1:4000');
const held = new Map<string, number>();

/** Tokens here are `x.{issuer}.{realm that signed}`: enough to see who is asked about what. */
const tokenOf = (realm: string, signedBy = realm): string =>
  `x.${Buffer.from(JSON.stringify({ iss: issuers.of(realm) })).toString('base64url')}.${signedBy}`;

const resolve = createResolveActor({
  issuers,
  registry: {
    lease(slug) {
      if (!['system', 'acme', 'other'].includes(slug))
        return Promise.reject(new NotFoundError(`Realm ${slug}`));
      held.set(slug, (held.get(slug) ?? 0) + 1);
      return Promise.resolve({
        realm: realmDouble(slug),
        release: () => held.set(slug, (held.get(slug) ?? 0) - 1),
      });
    },
  },
  authenticator: {
    authenticate(realm, bearer): AccountActor {
      if (bearer !== tokenOf(realm.slug)) throw new UnauthenticatedError();
      return accountActorDouble(realm.slug, 'somebody');
    },
  },
});

function ask(realmName: string, bearer: string | undefined, acceptSystem = true): Promise<ResolvedRequest> {
  return resolve({ realmName, bearer, acceptSystem });
}

describe('who asks, and for which realm', () => {
  test('nobody, and a token of the realm', async () => {
    expect((await ask('acme', undefined)).actor).toEqual({ kind: 'anonymous' });
    expect(await ask('acme', tokenOf('acme'))).toMatchObject({
      actor: { realmSlug: 'acme' },
      lease: { realm: { slug: 'acme' } },
    });
    expect(await ask('system', tokenOf('system'))).toMatchObject({ actor: { realmSlug: 'system' } });
  });

  test('a token of system works in every realm, where it may', async () => {
    expect(await ask('acme', tokenOf('system'))).toMatchObject({
      actor: { realmSlug: 'system' },
      lease: { realm: { slug: 'acme' } },
    });
    await expect(ask('acme', tokenOf('system'), false)).rejects.toBeInstanceOf(UnauthenticatedError);
  });

  test.each([
    ['of another realm', 'acme', tokenOf('other')],
    ['of another realm, for system', 'system', tokenOf('other')],
    ['that only claims to be of system', 'acme', tokenOf('system', 'acme')],
    ['that is none', 'acme', 'x'],
    ['for a realm that is not', 'nowhere', tokenOf('nowhere')],
  ])('a token %s is refused', async (_what, realmName, bearer) => {
    await expect(ask(realmName, bearer)).rejects.toBeInstanceOf(UnauthenticatedError);
  });

  test('an unknown realm looks like a bad token, except to system', async () => {
    await expect(ask('nowhere', undefined)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(ask('nowhere', tokenOf('system'))).rejects.toBeInstanceOf(NotFoundError);
  });

  test('refusals hold no realm', async () => {
    held.clear();
    for (const [realmName, bearer] of [
      ['acme', 'x'],
      ['acme', tokenOf('system', 'acme')],
      ['nowhere', tokenOf('system')],
    ] as const) {
      await expect(ask(realmName, bearer)).rejects.toBeInstanceOf(Error);
    }
    expect([...held.values()].every((count) => count === 0)).toBe(true);
    (await ask('acme', tokenOf('system'))).lease.release();
    expect([...held.values()].every((count) => count === 0)).toBe(true);
  });
});

test('the realm is named by the header, the path, or both alike', () => {
  expect(namedRealm('acme')).toBe('acme');
  expect(namedRealm(undefined, 'acme')).toBe('acme');
  expect(namedRealm('acme', 'acme')).toBe('acme');
  expect(() => namedRealm('acme', 'other')).toThrow(RealmMismatchError);
  expect(() => namedRealm(undefined)).toThrow(RealmRequiredError);
  expect(() => namedRealm('')).toThrow(RealmRequiredError);
});

test('a bearer token is read strictly; other credentials are never nobody', () => {
  expect(bearerOf(undefined)).toBeUndefined();
  expect(bearerOf('Bearer abc.def-_~+/=')).toBe('abc.def-_~+/=');
  expect(bearerOf('bearer abc')).toBe('abc');
  for (const header of ['', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Basic abc', 'abc']) {
    expect(() => bearerOf(header)).toThrow(UnauthenticatedError);
  }
  expect(() => requireBearer(undefined)).toThrow(UnauthenticatedError);
});
