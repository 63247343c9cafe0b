import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Account } from '../../../src/features/accounts/account.js';
import { createAuthenticator, type Authenticator } from '../../../src/features/tokens/authenticate.js';
import { TOKEN_TYPES } from '../../../src/features/tokens/claims.js';
import { createIssuers } from '../../../src/features/tokens/issuer.js';
import { signJwt } from '../../../src/features/tokens/sign-jwt.js';
import type { Authority } from '../../../src/kernel/authority.js';
import { NotFoundError, UnauthenticatedError } from '../../../src/kernel/errors.js';
import { authorityDouble } from '../../support/authority-double.js';
import { accountDouble, keyDouble, realmDouble, type RealmDouble } from '../../support/token-doubles.js';

const key = keyDouble();
const issuers = createIssuers('http://127.0.0.1:4000');

let now = new Date();
let realm: RealmDouble;
let account: Account;
let ended: boolean;
let revoked: boolean;
let passwordVersion: number | undefined;
let secretAlive: boolean;
let authority: Authority | Promise<Authority>;
let authenticator: Authenticator;
const findAccount = jest.fn(() => Promise.resolve<Account | undefined>(account));

function compose(cacheSize?: number): Authenticator {
  return createAuthenticator({
    clock: { now: () => now },
    issuers,
    keys: { verificationKey: (_realm, kid) => Promise.resolve(kid === key.kid ? key.publicKey : undefined) },
    authorities: { of: () => authority },
    sessions: {
      groundOf: (_realm, { sid }) =>
        Promise.resolve({
          revoked,
          session:
            sid === undefined || ended
              ? undefined
              : { accountId: account.id, passwordVersion: 1, expiresAt: new Date(now.getTime() + 600_000) },
        }),
    },
    accounts: {
      findAccount,
      isSecretAlive: () => Promise.resolve(secretAlive),
      passwordVersionOf: () => Promise.resolve(passwordVersion),
    },
    ...(cacheSize === undefined ? {} : { cacheSize }),
  });
}

beforeEach(() => {
  now = new Date();
  realm = realmDouble();
  account = accountDouble();
  [ended, revoked, secretAlive, passwordVersion] = [false, false, true, 1];
  authority = authorityDouble('acme', account.id);
  findAccount.mockClear();
  authenticator = compose();
});

function tokenOf(fields: object = {}): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return signJwt(key, TOKEN_TYPES.access, {
    iss: issuers.of(realm.slug),
    aud: issuers.of(realm.slug),
    sub: account.id,
    client_id: 'reeve',
    iat: seconds,
    exp: seconds + 600,
    jti: 'one',
    sid: 'the-session',
    realm: realm.slug,
    roles: [],
    groups: [],
    ...fields,
  });
}

async function refused(token: string): Promise<void> {
  await expect((async () => authenticator.authenticate(realm, token))()).rejects.toBeInstanceOf(
    UnauthenticatedError,
  );
}

test('a good token is its account, here and now', async () => {
  await expect(authenticator.authenticate(realm, await tokenOf())).resolves.toMatchObject({
    kind: 'account',
    accountId: account.id,
    accountKind: 'USER',
    realmSlug: 'acme',
    sessionId: 'the-session',
    authority: { principal: `rn:acme:iam:account/${account.id}`, unrestricted: false },
  });
});

describe('at the same counters', () => {
  test('it is known at once, without a read', async () => {
    const token = await tokenOf();
    await authenticator.authenticate(realm, token);
    expect(authenticator.authenticate(realm, token)).toMatchObject({ accountId: account.id });
    expect(findAccount).toHaveBeenCalledTimes(1);
  });

  test('it is refused from the second in which it expires', async () => {
    const token = await tokenOf();
    await authenticator.authenticate(realm, token);
    now = new Date(now.getTime() + 600_000);
    await refused(token);
  });

  test('it is good for nothing in another realm, even one of the same name', async () => {
    const token = await tokenOf();
    await authenticator.authenticate(realm, token);
    realm = realmDouble('other');
    await refused(token);
    realm = realmDouble('acme');
    await authenticator.authenticate(realm, token);
    expect(findAccount).toHaveBeenCalledTimes(2);
  });

  test('a cache that is full forgets what was used longest ago', async () => {
    authenticator = compose(2);
    const [first, second, third] = await Promise.all(['1', '2', '3'].map((jti) => tokenOf({ jti })));
    for (const token of [first, second, first, third]) await authenticator.authenticate(realm, token ?? '');
    expect(findAccount).toHaveBeenCalledTimes(3);
    expect(authenticator.authenticate(realm, first ?? '')).not.toBeInstanceOf(Promise);
    const forgotten = authenticator.authenticate(realm, second ?? '');
    expect(forgotten).toBeInstanceOf(Promise);
    await forgotten;
  });
});

describe('when the counters have moved', () => {
  test.each([
    ['its session ended', () => (ended = true)],
    ['it was revoked itself', () => (revoked = true)],
    ['its password was changed', () => (passwordVersion = 2)],
    ['its password was taken away', () => (passwordVersion = undefined)],
    ['its account was disabled', () => (account = { ...account, status: 'DISABLED' })],
    ['its account was deleted', () => findAccount.mockResolvedValueOnce(undefined)],
  ])('it is refused after %s', async (_what, change) => {
    const token = await tokenOf();
    await authenticator.authenticate(realm, token);
    change();
    realm.present = { revision: 1, authEpoch: 2 };
    await refused(token);
  });

  test('a token of a revoked secret is refused', async () => {
    const token = await tokenOf({ sid: undefined, secret_id: 's1' });
    await expect(authenticator.authenticate(realm, token)).resolves.toMatchObject({ sessionId: undefined });
    secretAlive = false;
    realm.present = { revision: 1, authEpoch: 2 };
    await refused(token);
  });

  test('a token that stands on neither a session nor a secret is refused', async () => {
    await refused(await tokenOf({ sid: undefined }));
  });

  test('power is asked for again, and the token is not read again', async () => {
    const token = await tokenOf();
    const before = await authenticator.authenticate(realm, token);
    authority = authorityDouble('acme', account.id, 'administrator');
    realm.present = { revision: 2, authEpoch: 1 };
    expect(authenticator.authenticate(realm, token)).toMatchObject({ authority: { unrestricted: true } });
    expect(before).toMatchObject({ authority: { unrestricted: false } });
    expect(findAccount).toHaveBeenCalledTimes(1);
    authority = Promise.resolve(authorityDouble('acme', account.id));
    await expect(authenticator.authenticate(realm, token)).resolves.toMatchObject({
      authority: { unrestricted: false },
    });
  });

  test('a token whose holder went in the meantime is refused', async () => {
    const token = await tokenOf();
    await authenticator.authenticate(realm, token);
    authority = Promise.reject(new NotFoundError('The account'));
    await refused(token);
  });

  test('conditions see when the token was issued', async () => {
    const actor = await authenticator.authenticate(realm, await tokenOf());
    const issued = new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString().replace('.000', '');
    expect(actor.authority.facts.get('aws:tokenissuetime')).toBe(issued);
  });

  test('what was read is kept for the counters from before the read, not for later ones', async () => {
    const token = await tokenOf();
    findAccount.mockImplementationOnce(() => {
      realm.present = { revision: 1, authEpoch: 2 };
      return Promise.resolve(account);
    });
    await authenticator.authenticate(realm, token);
    ended = true;
    await refused(token);
  });
});
