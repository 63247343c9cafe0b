import { describe, expect, test } from '@jest/globals';
import { commonPasswordCount, isCommonPassword } from '../../../src/features/credentials/common-passwords.js';
import { PasswordPolicyError } from '../../../src/features/credentials/credential.errors.js';
import { foreignHashCost } from '../../../src/features/credentials/foreign-hash.js';
import { checkPasswordPolicy } from '../../../src/features/credentials/password-policy.js';
import { realmSettingsSchema, type RealmSettings } from '../../../src/realms/realm-settings.js';
import {
  COMMON_PASSWORD,
  COMPOSED_PASSWORD,
  FOREIGN_HASHES,
  LONG_PASSWORD,
  SHORT_PASSWORD,
  STRONG_PASSWORD,
  TOO_COSTLY_HASHES,
  UNICODE_PASSWORD,
  UNKNOWN_HASHES,
} from '../../support/passwords.js';

function settings(passwords: object = {}): RealmSettings['passwords'] {
  return realmSettingsSchema.parse({ passwords }).passwords;
}

function reasons(password: string, passwords: object = {}, context: string[] = []): readonly string[] {
  try {
    checkPasswordPolicy(settings(passwords), password, context);
    return [];
  } catch (error) {
    if (error instanceof PasswordPolicyError) return error.reasons;
    throw error;
  }
}

describe('the default policy', () => {
  test.each([
    STRONG_PASSWORD,
    LONG_PASSWORD,
    UNICODE_PASSWORD,
    COMPOSED_PASSWORD,
    '          x',
    '😀'.repeat(10),
  ])('takes %j', (password) => {
    expect(reasons(password)).toEqual([]);
  });

  test('asks for length, counted in code points of the normalised text', () => {
    const message = ['must have 10 to 256 characters'];
    expect(reasons(SHORT_PASSWORD)).toEqual(message);
    expect(reasons('😀'.repeat(9))).toEqual(message);
    // Nine letters, each with an accent of its own, are nine characters.
    expect(reasons('e\u0301'.repeat(9))).toEqual(message);
    expect(reasons('x'.repeat(257))).toEqual(message);
    expect(reasons('x'.repeat(256))).toEqual([]);
  });

  test('refuses common passwords in any case and compatible spelling', () => {
    const message = ['must not be one of the most common passwords'];
    expect(reasons(COMMON_PASSWORD)).toEqual(message);
    expect(reasons(COMMON_PASSWORD.toUpperCase())).toEqual(message);
    const fullWidth = COMMON_PASSWORD.replaceAll(/./g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0));
    expect(reasons(fullWidth)).toEqual(message);
    expect(reasons(COMMON_PASSWORD, { rejectCommon: false })).toEqual([]);
  });

  test('refuses the names of account and realm', () => {
    expect(reasons('Ada.Lovelace@Example.com', {}, ['ada.lovelace@example.com'])).toHaveLength(1);
    expect(reasons('ada.lovelace', {}, ['ada.lovelace'])).toHaveLength(1);
    expect(reasons('ada.lovelace was here', {}, ['ada.lovelace'])).toEqual([]);
  });
});

test('a realm that asks for composition gets every broken rule at once', () => {
  const rules = { requireLower: true, requireUpper: true, requireDigit: true, requireSymbol: true };
  expect(reasons(COMPOSED_PASSWORD, rules)).toEqual([]);
  expect(reasons('----------', rules)).toHaveLength(3);
  expect(reasons('abcdefghijkl', { ...rules, rejectCommon: false })).toEqual([
    'must contain an upper-case letter',
    'must contain a digit',
    'must contain a symbol or a space',
  ]);
});

test('the list is a real one', () => {
  expect(commonPasswordCount()).toBeGreaterThan(10_000);
  for (const common of ['password', '1234567890', 'qwertyuiop', 'iloveyou'])
    expect(isCommonPassword(common)).toBe(true);
});

describe('imported hashes', () => {
  const limits = settings().maxImportCost;

  test.each(Object.entries(FOREIGN_HASHES))('%s is taken at its cost', (_, hash) => {
    expect(foreignHashCost(hash, limits)).toBeGreaterThanOrEqual(1);
  });

  test.each(TOO_COSTLY_HASHES)('%s is refused: too costly', (hash) => {
    expect(() => foreignHashCost(hash, limits)).toThrow(
      expect.objectContaining({ code: 'IMPORT_HASH_TOO_COSTLY' }),
    );
  });

  test.each(UNKNOWN_HASHES)('%s is refused: unknown', (hash) => {
    expect(() => foreignHashCost(hash, limits)).toThrow(
      expect.objectContaining({ code: 'IMPORT_HASH_UNKNOWN' }),
    );
  });
});
