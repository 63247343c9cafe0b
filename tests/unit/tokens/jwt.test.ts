import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import {
  accessTokenClaims,
  TOKEN_TYPES,
  type AccessTokenClaims,
} from '../../../src/features/tokens/claims.js';
import { signJwt } from '../../../src/features/tokens/sign-jwt.js';
import { claimedIssuer, verifyJwt } from '../../../src/features/tokens/verify-jwt.js';
import { UnauthenticatedError } from '../../../src/kernel/errors.js';
import { keyDouble } from '../../support/token-doubles.js';

const ISSUER = 'http://127.0.0.1:4000/realms/acme';
const now = new Date('2026-11-23T12:00:00Z');
const seconds = now.getTime() / 1000;
const key = keyDouble();

function claims(fields: Partial<AccessTokenClaims> = {}): AccessTokenClaims {
  return {
    iss: ISSUER,
    sub: 'somebody',
    aud: ISSUER,
    client_id: 'reeve',
    exp: seconds + 600,
    iat: seconds,
    jti: 'one',
    realm: 'acme',
    roles: [],
    groups: [],
    ...fields,
  };
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function verify(
  token: string,
  keys: readonly ReturnType<typeof keyDouble>[] = [key],
): Promise<AccessTokenClaims> {
  return verifyJwt(token, {
    typ: TOKEN_TYPES.access,
    issuer: ISSUER,
    claims: accessTokenClaims,
    now,
    keyOf: (kid) => Promise.resolve(keys.find((known) => known.kid === kid)?.publicKey),
  });
}

describe('signing and verifying', () => {
  test.each(['RS256', 'ES256', 'EdDSA'] as const)(
    'a token signed with %s verifies, here and with jose',
    async (alg) => {
      const signer = keyDouble(alg);
      const token = await signJwt(signer, TOKEN_TYPES.access, claims());
      expect(decodeProtectedHeader(token)).toEqual({ alg, typ: 'at+jwt', kid: signer.kid });
      await expect(verify(token, [signer])).resolves.toEqual(claims());
      await jwtVerify(token, signer.publicKey, { currentDate: now, issuer: ISSUER });
    },
  );

  test('the header follows the type and the key', async () => {
    const other = keyDouble();
    const types = [TOKEN_TYPES.access, TOKEN_TYPES.id, TOKEN_TYPES.access] as const;
    for (const typ of types) {
      for (const signer of [key, other]) {
        const header = decodeProtectedHeader(await signJwt(signer, typ, claims()));
        expect(header).toEqual({ alg: 'ES256', typ, kid: signer.kid });
      }
    }
  });
});

describe('what is refused', () => {
  async function refused(token: string, keys = [key]): Promise<void> {
    await expect(verify(token, keys)).rejects.toBeInstanceOf(UnauthenticatedError);
  }

  test.each(['id', 'passwordChange'] as const)('the %s token as an access token', async (kind) => {
    await refused(await signJwt(key, TOKEN_TYPES[kind], claims()));
  });

  test('an expired token, at the very second', async () => {
    await refused(await signJwt(key, TOKEN_TYPES.access, claims({ exp: seconds })));
  });

  test('another issuer', async () => {
    await refused(
      await signJwt(key, TOKEN_TYPES.access, claims({ iss: 'http://127.0.0.1:4000/realms/other' })),
    );
  });

  test('a key that the realm does not have, under an unknown and under a known name', async () => {
    const foreign = keyDouble();
    await refused(await signJwt(foreign, TOKEN_TYPES.access, claims()));
    await refused(await signJwt({ ...foreign, kid: key.kid }, TOKEN_TYPES.access, claims()));
  });

  test('alg none, with and without a signature', async () => {
    const unsigned = `${encode({ alg: 'none', typ: 'at+jwt', kid: key.kid })}.${encode(claims())}`;
    await refused(`${unsigned}.`);
    await refused(`${unsigned}.AAAA`);
  });

  test('HMAC keyed with the public key', async () => {
    const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims())}`;
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
    await refused(`${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`);
  });

  test('another algorithm than the key is for', async () => {
    const rsa = keyDouble('RS256');
    const token = await signJwt(rsa, TOKEN_TYPES.access, claims());
    const [, payload, signature] = token.split('.') as [string, string, string];
    await refused(`${encode({ alg: 'ES256', typ: 'at+jwt', kid: rsa.kid })}.${payload}.${signature}`, [rsa]);
    await refused(`${encode({ alg: 'PS256', typ: 'at+jwt', kid: rsa.kid })}.${payload}.${signature}`, [rsa]);
  });

  test('a changed payload, a missing claim, no kid, a critical extension', async () => {
    const token = await signJwt(key, TOKEN_TYPES.access, claims());
    const [header, , signature] = token.split('.') as [string, string, string];
    await refused(`${header}.${encode(claims({ sub: 'somebody-else' }))}.${signature}`);
    await refused(await signJwt(key, TOKEN_TYPES.access, { ...claims(), exp: undefined }));
    await refused(await signJwt(key, TOKEN_TYPES.access, { ...claims(), roles: 'administrator' }));
    await refused(`${encode({ alg: 'ES256', typ: 'at+jwt' })}.${encode(claims())}.${signature}`);
    await refused(
      `${encode({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, crit: ['x'], x: 1 })}.${encode(claims())}.AAAA`,
    );
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'é.é.é', `${'x'.repeat(20_000)}.y.z`])(
    '%#: no token',
    (text) => refused(text),
  );

  test('an error of the key store is not a bad token', async () => {
    const token = await signJwt(key, TOKEN_TYPES.access, claims());
    const broken = verifyJwt(token, {
      typ: TOKEN_TYPES.access,
      issuer: ISSUER,
      claims: accessTokenClaims,
      now,
      keyOf: () => Promise.reject(new Error('away')),
    });
    await expect(broken).rejects.toThrow('away');
  });
});

test('claimedIssuer reads the issuer of anything that may be a token, and throws for nothing', async () => {
  const token = await signJwt(key, TOKEN_TYPES.access, claims());
  expect(claimedIssuer(token)).toBe(ISSUER);
  expect(decodeJwt(token).iss).toBe(ISSUER);
  for (const text of [
    '',
    'a',
    'a.b',
    'a.e30',
    `a.${encode({ iss: 1 })}`,
    `a.${encode('x')}`,
    `a.${encode(null)}`,
  ]) {
    expect(claimedIssuer(text)).toBeUndefined();
  }
});
