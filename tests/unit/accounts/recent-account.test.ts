import { beforeEach, expect, jest, test } from '@jest/globals';
import { noteAccountChange } from '../../../src/features/accounts/account-changes.js';
import type { Account } from '../../../src/features/accounts/account.js';
import { createFindRecentAccount, RECENT_MS } from '../../../src/features/accounts/recent-account.js';
import { accountDouble, realmDouble } from '../../support/token-doubles.js';

const realm = realmDouble();
const account = accountDouble();
let now = 0;
const find = jest.fn(() => Promise.resolve<Account | undefined>(account));
let findRecent = createFindRecentAccount();

beforeEach(() => {
  now = 0;
  find.mockClear();
  findRecent = createFindRecentAccount({ find, now: () => now });
});

test('an account is read once, and known at once for half a second', async () => {
  await expect(findRecent(realm, account.id)).resolves.toBe(account);
  now = RECENT_MS;
  expect(findRecent(realm, account.id)).toBe(account);
  now += 1;
  await findRecent(realm, account.id);
  expect(find).toHaveBeenCalledTimes(2);
});

test('a change by this process is seen at once, also one that came during the read', async () => {
  await findRecent(realm, account.id);
  noteAccountChange(realm);
  find.mockImplementationOnce(() => {
    noteAccountChange(realm);
    return Promise.resolve(account);
  });
  await findRecent(realm, account.id);
  await findRecent(realm, account.id);
  expect(find).toHaveBeenCalledTimes(3);
});

test('an account of another realm is another account', async () => {
  await findRecent(realm, account.id);
  await findRecent(realmDouble(), account.id);
  expect(find).toHaveBeenCalledTimes(2);
});
