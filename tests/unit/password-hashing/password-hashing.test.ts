import { describe, expect, test } from '@jest/globals';
import { isWithinCost, nominalMilliseconds } from '../../../src/platform/password-hashing/hash-cost.js';
import { parsePasswordHash } from '../../../src/platform/password-hashing/password-hash.js';
import { createPasswordHashing } from '../../../src/platform/password-hashing/password-hashing.js';
import { realmSettingsSchema } from '../../../src/realms/realm-settings.js';
import {
  FOREIGN_HASHES,
  LONG_PASSWORD,
  LONG_PASSWORD_BCRYPT,
  LONG_PASSWORD_BCRYPT_SHA256,
  LONG_PASSWORD_OTHER_END,
  STRONG_PASSWORD,
  TOO_COSTLY_HASHES,
  UNKNOWN_HASHES,
  WRONG_PASSWORD,
} from '../../support/passwords.js';

const hashing = createPasswordHashing({ concurrency: 2 });
const limits = realmSettingsSchema.parse({}).passwords.maxImportCost;

async function matches(encoded: string, password: string): Promise<boolean> {
  return (await hashing.verify(encoded, password)).value;
}

describe('hashes that other software made', () => {
  test.each(Object.entries(FOREIGN_HASHES))(
    '%s verifies, and is within the default cost',
    async (_, encoded) => {
      expect(await matches(encoded, STRONG_PASSWORD)).toBe(true);
      expect(await matches(encoded, WRONG_PASSWORD)).toBe(false);
      const parsed = parsePasswordHash(encoded);
      expect(parsed !== undefined && isWithinCost(parsed, limits)).toBe(true);
      expect(hashing.isCurrent('argon2id', encoded)).toBe(false);
    },
  );

  test.each(TOO_COSTLY_HASHES)('%s costs too much', (encoded) => {
    const parsed = parsePasswordHash(encoded);
    expect(parsed !== undefined && !isWithinCost(parsed, limits)).toBe(true);
  });

  test.each(UNKNOWN_HASHES)('%s is not known', (encoded) => {
    expect(parsePasswordHash(encoded)).toBeUndefined();
  });

  test('plain bcrypt reads 72 bytes as its maker did; passlib bcrypt_sha256 reads all', async () => {
    expect(await matches(LONG_PASSWORD_BCRYPT, LONG_PASSWORD_OTHER_END)).toBe(true);
    expect(await matches(LONG_PASSWORD_BCRYPT_SHA256, LONG_PASSWORD)).toBe(true);
    expect(await matches(LONG_PASSWORD_BCRYPT_SHA256, LONG_PASSWORD_OTHER_END)).toBe(false);
  });
});

describe.each(['argon2id', 'bcrypt'] as const)('new hashes with %s', (algorithm) => {
  test('verify, are salted, and are current', async () => {
    const [one, two] = await Promise.all([
      hashing.hash(algorithm, LONG_PASSWORD),
      hashing.hash(algorithm, LONG_PASSWORD),
    ]);
    expect(one).not.toBe(two);
    expect(await matches(one, LONG_PASSWORD)).toBe(true);
    expect(await matches(one, LONG_PASSWORD_OTHER_END)).toBe(false);
    expect(hashing.isCurrent(algorithm, one)).toBe(true);
    expect(hashing.isCurrent(algorithm === 'bcrypt' ? 'argon2id' : 'bcrypt', one)).toBe(false);
  });

  test('verifying nothing costs what verifying costs, and is false', async () => {
    const nothing = await hashing.verifyNothing(algorithm, STRONG_PASSWORD);
    const encoded = await hashing.hash(algorithm, STRONG_PASSWORD);
    const parsed = parsePasswordHash(encoded);
    expect(nothing.value).toBe(false);
    expect(nothing.nominalMs).toBe(parsed && nominalMilliseconds(parsed));
  });

  test('have one name in what is measured, whether they are made or verified', async () => {
    const names: string[] = [];
    const observed = createPasswordHashing({ concurrency: 1, observe: (name) => names.push(name) });
    await observed.verify(await observed.hash(algorithm, STRONG_PASSWORD), STRONG_PASSWORD);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(1);
  });
});

test("argon2id has OWASP's parameters", async () => {
  expect(await hashing.hash('argon2id', STRONG_PASSWORD)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
