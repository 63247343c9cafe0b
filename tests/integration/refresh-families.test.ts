import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import {
  createRefreshFamilies,
  type SessionWithToken,
} from '../../src/features/sessions/refresh-family.service.js';
import { InvalidRefreshTokenError } from '../../src/features/sessions/session.errors.js';
import { createSessionService, endSessionsOf } from '../../src/features/sessions/session.service.js';
import { sessions } from '../../src/features/sessions/session.store.js';
import { newId } from '../../src/kernel/ids.js';
import type { RealmHandle } from '../../src/realms/realm.js';
import type { RequestContext } from '../../src/realms/request-context.js';
import { accountActorDouble } from '../support/authority-double.js';
import { realmUnderTest, type RealmUnderTest } from '../support/realm-under-test.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let under: RealmUnderTest;
let realm: RealmHandle;
let now: Date;
const warn = jest.fn();
const clock = { now: (): Date => now };
const families = createRefreshFamilies({ clock, logger: { warn }, moreLoginsFollow: () => false });
const service = createSessionService({ clock });

beforeAll(async () => {
  under = await realmUnderTest();
  ({ realm } = under);
});
afterAll(() => under.close());
beforeEach(() => {
  now = new Date();
  warn.mockClear();
});

const later = (milliseconds: number): Date => (now = new Date(now.getTime() + milliseconds));

function open(accountId = newId()): Promise<SessionWithToken> {
  return families.open(realm, {
    accountId,
    passwordVersion: 1,
    scope: ['openid'],
    clientAddress: '127.0.0.1',
    userAgent: 'x'.repeat(1000),
  });
}

const rotate = (token: string): Promise<SessionWithToken> => families.rotate(realm, token);

async function refused(token: string): Promise<void> {
  await expect(rotate(token)).rejects.toBeInstanceOf(InvalidRefreshTokenError);
}

function contextOf(accountId: string): RequestContext {
  return {
    realm,
    actor: accountActorDouble(realm.slug, accountId),
    requestId: 'test',
    clientAddress: '127.0.0.1',
  };
}

test('nothing that is stored opens anything', async () => {
  const first = await open();
  const second = await rotate(first.refreshToken);
  const stored = JSON.stringify(await realm.model(sessions).findById(first.session.id).lean());
  for (const { refreshToken } of [first, second]) {
    const bytes = Buffer.from(refreshToken.slice(3), 'base64url');
    for (const part of [bytes.subarray(16, 32), bytes.subarray(32)]) {
      expect(stored).not.toContain(part.toString('base64url'));
      expect(stored).not.toContain(part.toString('hex'));
    }
  }
});

test('the used token answers with its successor for ten seconds, and then ends the family', async () => {
  const first = await open();
  const second = await rotate(first.refreshToken);
  later(10_000);
  expect((await rotate(first.refreshToken)).refreshToken).toBe(second.refreshToken);
  expect(warn).not.toHaveBeenCalled();
  later(1);
  const before = await realm.counters();
  await refused(first.refreshToken);
  expect((await realm.counters()).authEpoch).toBe(before.authEpoch + 1);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(JSON.stringify(warn.mock.calls)).not.toContain('rt_');
  await refused(second.refreshToken);
  await refused(first.refreshToken);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('each used token has a grace of its own, also when its successor was used too', async () => {
  const first = await open();
  const second = await rotate(first.refreshToken);
  later(4000);
  const third = await rotate(second.refreshToken);
  expect((await rotate(first.refreshToken)).refreshToken).toBe(second.refreshToken);
  expect(await families.find(realm, first.refreshToken)).toMatchObject({ id: first.session.id });
  later(6001);
  expect((await rotate(second.refreshToken)).refreshToken).toBe(third.refreshToken);
  await refused(first.refreshToken);
  await refused(third.refreshToken);
});

test('tokens that are used up in a hurry do not add up', async () => {
  const tokens = [await open()];
  for (let use = 0; use < 5; use += 1) tokens.push(await rotate(tokens.at(-1)?.refreshToken ?? ''));
  expect((await rotate(tokens[1]?.refreshToken ?? '')).refreshToken).toBe(tokens[2]?.refreshToken);
  await refused(tokens[0]?.refreshToken ?? '');
  await refused(tokens.at(-1)?.refreshToken ?? '');
});

test('the grace is not prolonged by using it', async () => {
  const first = await open();
  await rotate(first.refreshToken);
  for (let use = 0; use < 3; use += 1) {
    later(3000);
    await rotate(first.refreshToken);
  }
  later(3000);
  await refused(first.refreshToken);
});

test('a session that is used lives on past its idle time, until the absolute one', async () => {
  let { session, refreshToken } = await open();
  const opened = now;
  expect(session.expiresAt).toEqual(new Date(opened.getTime() + 30 * DAY));
  for (const day of [29, 58, 87]) {
    later(29 * DAY);
    ({ session, refreshToken } = await rotate(refreshToken));
    expect(session.expiresAt).toEqual(new Date(opened.getTime() + Math.min(day + 30, 90) * DAY));
  }
  later(3 * DAY - 1);
  ({ refreshToken } = await rotate(refreshToken));
  later(1);
  await refused(refreshToken);
});

test('a session that is not used ends with its idle time, for every purpose', async () => {
  const { session, refreshToken } = await open();
  const token = { jti: newId(), sid: session.id };
  later(30 * DAY - 1);
  expect((await service.groundOf(realm, token)).session).toMatchObject({ passwordVersion: 1 });
  expect(await families.find(realm, refreshToken)).toMatchObject({ id: session.id });
  later(1);
  await refused(refreshToken);
  expect((await service.groundOf(realm, token)).session).toBeUndefined();
  expect(await families.find(realm, refreshToken)).toBeUndefined();
  expect((await service.list(contextOf(session.accountId), session.accountId, { first: 10 })).items).toEqual(
    [],
  );
});

test('a change of the password leaves one session, under the new version', async () => {
  const accountId = newId();
  const [kept, other] = [await open(accountId), await open(accountId)];
  const stranger = await open();
  const { result } = await realm.transaction(['authEpoch'], (dbSession) =>
    endSessionsOf(realm, accountId, { exceptSessionId: kept.session.id, passwordVersion: 2 }, dbSession),
  );
  expect(result).toBe(1);
  const ground = (sid: string) => service.groundOf(realm, { jti: newId(), sid });
  expect((await ground(kept.session.id)).session).toMatchObject({ passwordVersion: 2 });
  expect((await ground(other.session.id)).session).toBeUndefined();
  expect((await ground(stranger.session.id)).session).toMatchObject({ passwordVersion: 1 });
});

test('what a device says of itself is cut', async () => {
  const { session } = await open();
  expect(session.userAgent).toHaveLength(256);
});

test('an access token that was revoked is known by its id, with or without a session', async () => {
  const { session } = await open();
  const token = { jti: newId(), sid: session.id };
  const revoke = (): Promise<void> =>
    families.revokeAccessToken(realm, { jti: token.jti, expiresAt: new Date(now.getTime() + MINUTE) });
  expect(await service.groundOf(realm, token)).toMatchObject({ revoked: false });
  await revoke();
  await revoke();
  expect(await service.groundOf(realm, token)).toMatchObject({ revoked: true });
  expect(await service.groundOf(realm, { jti: token.jti })).toEqual({ revoked: true, session: undefined });
  expect(await service.groundOf(realm, { jti: newId(), sid: session.id })).toMatchObject({ revoked: false });
});

test('the sessions of several accounts come in one command, as many of each as were asked for', async () => {
  const ids = [newId(), newId(), newId()];
  const [busy = '', quiet = '', none = ''] = ids;
  const opened: string[] = [];
  for (let index = 0; index < 4; index += 1) opened.unshift((await open(busy)).session.id);
  const { session } = await open(quiet);
  const context = { ...contextOf(busy), actor: { kind: 'internal', name: 'test' } } as const;
  const pages = await service.listOfAccounts(context, [quiet, none, busy], { first: 3 });
  expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([[session.id], [], opened.slice(0, 3)]);
  expect(pages.map(({ hasNextPage }) => hasNextPage)).toEqual([false, false, true]);
});

test('every lookup has an index', async () => {
  const model = realm.model(sessions);
  const alive = { idleExpiresAt: { $gt: now }, absoluteExpiresAt: { $gt: now } };
  const lookups = [
    model
      .find({ accountId: newId(), ...alive })
      .sort({ _id: -1 })
      .limit(2),
    model.find({ accountId: newId(), clientAddress: '127.0.0.1', ...alive }),
    model.find({ _id: { $in: [newId(), `jti:${newId()}`] } }),
    model.find({ accountId: { $in: [newId(), newId()] }, ...alive }).sort({ accountId: 1, _id: -1 }),
  ];
  for (const lookup of lookups) {
    const plan = JSON.stringify(await lookup.explain('queryPlanner'));
    expect(plan).not.toContain('COLLSCAN');
    expect(plan).toContain('IXSCAN');
  }
});
