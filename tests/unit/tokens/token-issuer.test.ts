import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Membership } from '../../../src/features/edges/membership.js';
import type { Session } from '../../../src/features/sessions/session.js';
import { createIssuers } from '../../../src/features/tokens/issuer.js';
import { createTokenIssuer, type TokenIssuer } from '../../../src/features/tokens/token-issuer.js';
import { accountDouble, keyDouble, noMembership, realmDouble } from '../../support/token-doubles.js';

const now = new Date('2026-11-23T12:00:00.900Z');
const seconds = Math.floor(now.getTime() / 1000);
const key = keyDouble();

function issuerWith(membership: Membership = noMembership): TokenIssuer {
  return createTokenIssuer({
    clock: { now: () => now },
    issuers: createIssuers('https://id.example.com'),
    keys: { signingKey: () => key },
    memberships: { of: () => membership },
  });
}

function session(fields: Partial<Session> = {}): Session {
  return {
    id: 'the-session',
    accountId: 'ada',
    createdAt: new Date(now.getTime() - 60_000),
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    passwordVersion: 1,
    scope: [],
    clientAddress: '127.0.0.1',
    ...fields,
  };
}

const names = (count: number, length = 1): { id: string; name: string }[] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index),
    name: String(index).padEnd(length, 'x'),
  }));

describe('an access token', () => {
  test('of a login says whose, where, until when, and which session', async () => {
    const issued = await issuerWith({
      groups: [{ id: 'g', name: 'staff' }],
      roles: [{ id: 'r', name: 'editor' }],
    }).accessToken(realmDouble(), 'ada', {
      kind: 'session',
      session: session({ scope: ['openid', 'email'] }),
    });
    expect(issued.expiresIn).toBe(600);
    expect(decodeProtectedHeader(issued.token)).toMatchObject({ typ: 'at+jwt', kid: key.kid });
    expect(decodeJwt(issued.token)).toEqual({
      iss: 'https://id.example.com/realms/acme',
      aud: 'https://id.example.com/realms/acme',
      sub: 'ada',
      client_id: 'reeve',
      iat: seconds,
      exp: seconds + 600,
      jti: expect.any(String),
      realm: 'acme',
      roles: ['editor'],
      groups: ['staff'],
      sid: 'the-session',
      scope: 'openid email',
      auth_time: seconds - 60,
    });
  });

  test('of a service names the account as its client and the secret, and no session', async () => {
    const { token } = await issuerWith().accessToken(realmDouble(), 'robot', {
      kind: 'secret',
      secretId: 's1',
    });
    expect(decodeJwt(token)).toMatchObject({ sub: 'robot', client_id: 'robot', secret_id: 's1' });
    expect(decodeJwt(token)).not.toHaveProperty('sid');
  });

  test("has the realm's audience and lifetime, and does not outlive its session", async () => {
    const realm = realmDouble('acme', { audience: 'orders', accessSeconds: 120 });
    const long = await issuerWith().accessToken(realm, 'ada', { kind: 'session', session: session() });
    expect(long.expiresIn).toBe(120);
    expect(decodeJwt(long.token).aud).toBe('orders');
    const ending = session({ expiresAt: new Date(now.getTime() + 30_000) });
    const short = await issuerWith().accessToken(realm, 'ada', { kind: 'session', session: ending });
    expect(short.expiresIn).toBe(30);
    expect(decodeJwt(short.token).exp).toBe(seconds + 30);
  });

  test('carries at most fifty names of a kind, or 4 KiB of them, and says when it was cut', async () => {
    const grant = { kind: 'secret', secretId: 's' } as const;
    const full = { groups: names(50), roles: names(51) };
    const cut = decodeJwt((await issuerWith(full).accessToken(realmDouble(), 'ada', grant)).token);
    expect(cut['groups']).toHaveLength(50);
    expect(cut).not.toHaveProperty('groups_truncated');
    expect(cut['roles']).toHaveLength(50);
    expect(cut['roles_truncated']).toBe(true);
    const wide = { groups: names(50, 256), roles: names(50, 256) };
    const issued = await issuerWith(wide).accessToken(realmDouble(), 'ada', grant);
    expect(decodeJwt(issued.token)).toMatchObject({ groups_truncated: true, roles_truncated: true });
    expect(issued.token.length).toBeLessThan(14_000);
  });
});

test('an id token is for the application, and says what the scopes ask for', async () => {
  const account = accountDouble({ email: 'Ada@example.com', name: 'Ada' });
  const of = async (scope: Session['scope']): Promise<object> =>
    decodeJwt((await issuerWith().idToken(realmDouble(), account, session({ scope }))).token);
  expect(await of(['openid'])).toMatchObject({ aud: 'reeve', sub: account.id, sid: 'the-session' });
  expect(await of(['openid'])).not.toHaveProperty('email');
  expect(await of(['openid', 'profile', 'email'])).toMatchObject({ email: 'Ada@example.com', name: 'Ada' });
});

test('a password-change token has its own type, five minutes, and the version of the password', async () => {
  const { token, expiresIn } = await issuerWith().passwordChangeToken(realmDouble(), 'ada', 7);
  expect(expiresIn).toBe(300);
  expect(decodeProtectedHeader(token).typ).toBe('pwc+jwt');
  expect(decodeJwt(token)).toMatchObject({ sub: 'ada', exp: seconds + 300, password_version: 7 });
});
