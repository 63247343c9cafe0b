import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Account } from '../../src/features/accounts/account.js';
import type { Membership } from '../../src/features/edges/membership.js';
import type { SigningAlgorithm, SigningKey } from '../../src/features/keys/key.js';
import { newId } from '../../src/kernel/ids.js';
import { realmSettingsSchema, type RealmSettings } from '../../src/realms/realm-settings.js';
import type { RealmCounters, RealmHandle } from '../../src/realms/realm.js';

/** A handle without a store, for what needs a name, settings and counters only. */
export interface RealmDouble extends RealmHandle {
  /** Mutable: the next `counters()` answers these. */
  present: RealmCounters;
}

export function realmDouble(slug = 'acme', settings: Partial<RealmSettings['tokens']> = {}): RealmDouble {
  const now = new Date();
  const double = {
    id: newId(),
    slug,
    name: slug,
    settings: realmSettingsSchema.parse({ tokens: settings }),
    version: 1,
    createdAt: now,
    updatedAt: now,
    present: { revision: 1, authEpoch: 1 },
    counters(): RealmCounters {
      return double.present;
    },
    model: refuse,
    transaction: refuse,
  };
  return double as unknown as RealmDouble;
}

function refuse(): never {
  throw new Error('A realm double has no store.');
}

export function accountDouble(fields: Partial<Account> = {}): Account {
  const now = new Date();
  return {
    id: newId(),
    kind: 'USER',
    email: 'ada@example.com',
    status: 'ACTIVE',
    attributes: {},
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
}

export const noMembership: Membership = { groups: [], roles: [] };

/** A fresh signing key and what verifies it. */
export function keyDouble(
  algorithm: SigningAlgorithm = 'ES256',
): SigningKey & { readonly publicKey: KeyObject } {
  const { privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return { kid: newId(), algorithm, privateKey, publicKey: createPublicKey(privateKey) };
}
