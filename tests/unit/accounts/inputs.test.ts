import { describe, expect, test } from '@jest/globals';
import {
  createAccountInput,
  importedAccount,
  listAccountsInput,
  updateAccountInput,
} from '../../../src/features/accounts/account.input.js';
import { attributesShape, storableAttributes } from '../../../src/features/accounts/attributes.js';
import { newId } from '../../../src/kernel/ids.js';
import { STRONG_PASSWORD } from '../../support/passwords.js';

const user = { email: 'ada@example.com' };

function issues(
  shape: { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[] }[] } } },
  value: unknown,
) {
  return shape.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('creating an account', () => {
  test.each([
    ['a USER needs an e-mail only', user],
    [
      'everything',
      {
        ...user,
        kind: 'USER',
        password: STRONG_PASSWORD,
        name: 'Ada',
        externalId: 'hr-1',
        attributes: { a: 1 },
      },
    ],
    ['a SERVICE needs nothing', { kind: 'SERVICE' }],
    ['null stands for nothing', { ...user, password: null, name: null, externalId: null, attributes: null }],
  ])('%s', (_, input) => {
    expect(issues(createAccountInput, input)).toEqual([]);
  });

  test.each([
    ['a USER without e-mail', {}, 'email'],
    ['a SERVICE with e-mail', { kind: 'SERVICE', ...user }, 'email'],
    ['a SERVICE with password', { kind: 'SERVICE', password: STRONG_PASSWORD }, 'email'],
    ['a password that is an object', { ...user, password: { $ne: null } }, 'password'],
    ['an e-mail that is an object', { email: { $gt: '' } }, 'email'],
    ['an e-mail that is a list', { email: ['ada@example.com'] }, 'email'],
    ['an external id like a UUID', { ...user, externalId: newId() }, 'externalId'],
    [
      'an external id like a UUID of no version',
      { ...user, externalId: '01A215F0-C1C2-02E8-301E-9733E04180EF' },
      'externalId',
    ],
    ['an external id like an e-mail', { ...user, externalId: 'x@y' }, 'externalId'],
    ['a name of two lines', { ...user, name: 'A\nB' }, 'name'],
    ['a long name', { ...user, name: 'x'.repeat(257) }, 'name'],
    ['a lone surrogate', { ...user, name: 'x\ud800' }, 'name'],
  ])('refuses %s', (_, input, path) => {
    expect(issues(createAccountInput, input)).toEqual([path]);
  });

  test('refuses what it does not know', () => {
    expect(createAccountInput.safeParse({ ...user, admin: true }).success).toBe(false);
  });
});

describe('attributes', () => {
  test('hold texts, numbers, booleans and lists of texts', () => {
    const attributes = { text: 'x', number: 1.5, yes: true, list: ['a', 'b'], 'custom:key-1': '', empty: [] };
    expect(attributesShape.parse(attributes)).toEqual(attributes);
  });

  test.each([
    [{ 'a.b': 1 }],
    [{ $set: 1 }],
    [{ '': 1 }],
    [{ a: null }],
    [{ a: { b: 1 } }],
    [{ a: [1] }],
    [{ a: Number.NaN }],
    [{ a: Number.POSITIVE_INFINITY }],
    [{ a: 'x\0' }],
    [{ a: 'x'.repeat(2049) }],
    [Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`k${index}`, 1]))],
    [Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, 'x'.repeat(2000)]))],
    [['a']],
  ])('refuse %j', (attributes) => {
    expect(attributesShape.safeParse(attributes).success).toBe(false);
  });
});

test('a bad key is told what is allowed', () => {
  const { error } = attributesShape.safeParse({ 'a.b': 1 });
  expect(error?.issues).toMatchObject([
    { path: ['a.b'], message: expect.stringMatching(/^must start with a letter/) as unknown },
  ]);
});

test('a key that means something to JavaScript is refused where attributes are stored', () => {
  const attributes = JSON.parse('{"__proto__": 1}') as Record<string, number>;
  expect(() => storableAttributes(attributes)).toThrow(/must start with a letter/);
});

test('keys that differ only in case are refused where attributes are stored', () => {
  expect(storableAttributes({ team: 'a', teams: 'b' })).toEqual({ team: 'a', teams: 'b' });
  expect(() => storableAttributes({ team: 'a', other: 1, Team: 'b' })).toThrow(
    expect.objectContaining({
      issues: [{ path: ['attributes', 'Team'], message: expect.stringContaining('"team"') as unknown }],
    }),
  );
});

test('an update takes null for what can be removed, and not for the e-mail', () => {
  const id = newId();
  expect(issues(updateAccountInput, { id, name: null, externalId: null, attributes: { a: null } })).toEqual(
    [],
  );
  expect(issues(updateAccountInput, { id, email: null })).toEqual(['email']);
  expect(issues(updateAccountInput, { id: 'x' })).toEqual(['id']);
  expect(issues(updateAccountInput, { id, expectedVersion: 0 })).toEqual(['expectedVersion']);
});

test('a list takes at most 100 at once', () => {
  expect(issues(listAccountsInput, { first: 101 })).toEqual(['first']);
  expect(issues(listAccountsInput, { sort: { field: 'PASSWORD' } })).toEqual(['sort.field']);
  expect(listAccountsInput.parse({}).first).toBe(20);
});

test('an imported SERVICE has no password hash', () => {
  expect(issues(importedAccount, { kind: 'SERVICE', externalId: 'a' })).toEqual([]);
  expect(issues(importedAccount, { kind: 'SERVICE', passwordHash: 'x' })).toEqual(['email']);
});
