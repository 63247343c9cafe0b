import { describe, expect, test } from '@jest/globals';
import { mergeSettings } from '../../../src/features/realms/merge-settings.js';
import { createRealmInput, updateRealmInput } from '../../../src/features/realms/realm.input.js';
import type { InvalidInputError } from '../../../src/kernel/errors.js';
import { realmSettingsSchema } from '../../../src/realms/realm-settings.js';

describe('a change of settings', () => {
  test('sets what it names, keeps the rest, and stores no defaults', () => {
    const stored = mergeSettings(
      {},
      { tokens: { accessSeconds: 300 }, corsOrigins: ['https://app.example.com'] },
    );
    expect(stored).toEqual({ tokens: { accessSeconds: 300 }, corsOrigins: ['https://app.example.com'] });
    expect(
      mergeSettings(stored, { tokens: { signingAlgorithm: 'ES256' }, passwords: { minLength: 12 } }),
    ).toEqual({
      tokens: { accessSeconds: 300, signingAlgorithm: 'ES256' },
      passwords: { minLength: 12 },
      corsOrigins: ['https://app.example.com'],
    });
  });

  test('takes null as a value where null is one, else as nothing', () => {
    const stored = { tokens: { audience: 'api', accessSeconds: 300 } };
    expect(
      mergeSettings(stored, { tokens: { audience: null, accessSeconds: null }, passwords: null }),
    ).toEqual({
      tokens: { audience: null, accessSeconds: 300 },
    });
  });

  test.each([
    [{ tokens: { accessSeconds: 5 } }, ['settings', 'tokens', 'accessSeconds']],
    [{ tokens: { audience: 'a\0b' } }, ['settings', 'tokens', 'audience']],
    [{ tokens: { audience: '\ud800' } }, ['settings', 'tokens', 'audience']],
    [{ selfWritableAttributes: ['nick', 'a\0b'] }, ['settings', 'selfWritableAttributes', 1]],
    [{ corsOrigins: ['https://app.example.com/path'] }, ['settings', 'corsOrigins', 0]],
    [{ awsAccountId: '1234' }, ['settings', 'awsAccountId']],
    [{ corsOrigins: ['*'] }, ['settings', 'corsOrigins', 0]],
    [
      { passwords: { maxImportCost: { bcryptRounds: 99 } } },
      ['settings', 'passwords', 'maxImportCost', 'bcryptRounds'],
    ],
  ])('refuses %j and says where', (patch, path) => {
    expect.assertions(1);
    try {
      mergeSettings({}, patch);
    } catch (error) {
      expect((error as InvalidInputError).issues[0]?.path).toEqual(path);
    }
  });
});

describe('the shape of realm inputs', () => {
  test('takes any part of the settings, adds nothing to it, and refuses what is none', () => {
    const input = {
      slug: 'acme',
      settings: { tokens: { audience: null }, passwords: { maxImportCost: { bcryptRounds: 10 } } },
    };
    expect(updateRealmInput.parse(input)).toEqual(input);
    expect(
      updateRealmInput.safeParse({ slug: 'acme', settings: { tokens: { accessSecond: 1 } } }).success,
    ).toBe(false);
    expect(
      updateRealmInput.safeParse({ slug: 'acme', settings: { tokens: { accessSeconds: '300' } } }).success,
    ).toBe(false);
  });

  test('needs a slug and a name to create', () => {
    expect(createRealmInput.safeParse({ slug: 'acme', name: 'Acme' }).success).toBe(true);
    expect(createRealmInput.safeParse({ slug: 'Acme', name: 'Acme' }).success).toBe(false);
    expect(createRealmInput.safeParse({ slug: 'acme', name: 'a\0' }).success).toBe(false);
    expect(createRealmInput.safeParse({ slug: 'acme', name: '' }).success).toBe(false);
  });

  test('an empty document is complete', () => {
    expect(realmSettingsSchema.parse({}).tokens.signingAlgorithm).toBe('RS256');
  });
});
