import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { UnsealError, type KeyRing } from '../../platform/crypto/key-ring.js';
import type { Logger } from '../../platform/logger/logger.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize } from '../authorization/authorize.js';
import { keyActions } from './key.actions.js';
import type { PublicJwk, SigningAlgorithm, SigningKey, SigningKeyInfo } from './key.js';
import type { KeySet } from './key-set.js';
import { resealKey, type StoredKey } from './key.store.js';
import { openPrivateKey, sealContext } from './make-key.js';
import { createRealmKeys, type RealmKeys } from './realm-keys.js';

export interface KeyService {
  /** The key that the realm signs with now; synchronous once it is known. The first caller ever has it made. */
  signingKey(realm: RealmHandle): SigningKey | Promise<SigningKey>;
  /** The public keys to publish (JWKS), newest first; never empty. */
  publicKeys(realm: RealmHandle): Promise<readonly PublicJwk[]>;
  /** The public key that a token names, if it is the realm's and its tokens may still be alive. */
  verificationKey(realm: RealmHandle, kid: string): Promise<KeyObject | undefined>;
  /** Makes a new key that signs from now on; the old ones verify until their last token has expired. */
  rotate(ctx: RequestContext): Promise<SigningKeyInfo>;
  /** The realm's keys, newest first. */
  list(ctx: RequestContext): Promise<readonly SigningKeyInfo[]>;
}

export interface KeyServiceDeps {
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
}

/** What this process keeps of an open realm; it goes with the realm's handle. */
interface RealmState {
  readonly keys: RealmKeys;
  signer: SigningKey | undefined;
  waiting: Promise<SigningKey> | undefined;
}

/** The signing keys of realms: made when first asked for, sealed at rest, decrypted once per process. */
export function createKeyService({ keyRing, clock, logger }: KeyServiceDeps): KeyService {
  const states = new WeakMap<RealmHandle, RealmState>();
  /** Keys whose master key is gone cannot sign; a new one takes their place. */
  const unreadable = new Set<string>();

  function stateOf(realm: RealmHandle): RealmState {
    let state = states.get(realm);
    if (state === undefined) {
      state = { keys: createRealmKeys(realm, keyRing, clock), signer: undefined, waiting: undefined };
      states.set(realm, state);
    }
    return state;
  }

  function usableKey(set: KeySet, algorithm: SigningAlgorithm): StoredKey | undefined {
    const key = set.signs(algorithm);
    return key === undefined || unreadable.has(key._id) ? undefined : key;
  }

  async function openSigner(realm: RealmHandle, key: StoredKey): Promise<SigningKey | undefined> {
    try {
      const privateKey = openPrivateKey(realm.id, key, keyRing);
      if (keyRing.isStale(key.sealed)) {
        const context = sealContext(realm.id, key._id);
        await resealKey(realm, key._id, key.sealed, keyRing.seal(keyRing.open(key.sealed, context), context));
      }
      return { kid: key._id, algorithm: key.algorithm, privateKey };
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      unreadable.add(key._id);
      logger.error(
        { realm: realm.slug, kid: key._id, reason: error.message },
        'signing key unreadable, making a new one',
      );
      return undefined;
    }
  }

  async function findOrMakeSigner(realm: RealmHandle, state: RealmState): Promise<SigningKey> {
    const algorithm = realm.settings.tokens.signingAlgorithm;
    const isMade = (set: KeySet): boolean => usableKey(set, algorithm) !== undefined;
    let set = await state.keys.current();
    for (;;) {
      const key = usableKey(set, algorithm);
      if (key !== undefined && state.signer?.kid === key._id) return state.signer;
      const signer = key && (await openSigner(realm, key));
      if (signer !== undefined) {
        state.signer = signer;
        return signer;
      }
      set = await state.keys.make(algorithm, isMade);
    }
  }

  function signingKey(realm: RealmHandle): SigningKey | Promise<SigningKey> {
    const state = stateOf(realm);
    const algorithm = realm.settings.tokens.signingAlgorithm;
    const { signer } = state;
    if (signer?.algorithm === algorithm && state.keys.atOnce()?.signs(algorithm)?._id === signer.kid)
      return signer;
    state.waiting ??= findOrMakeSigner(realm, state).finally(() => (state.waiting = undefined));
    return state.waiting;
  }

  return {
    signingKey,

    async publicKeys(realm) {
      await signingKey(realm);
      return (await stateOf(realm).keys.current()).jwks(clock.now());
    },

    async verificationKey(realm, kid) {
      const { keys } = stateOf(realm);
      const known = (await keys.current()).verifies(kid, clock.now());
      return known ?? (await keys.readAgain()).verifies(kid, clock.now());
    },

    async rotate(ctx) {
      authorize(ctx, keyActions.rotate, { kind: 'key', id: '*' });
      const { keys } = stateOf(ctx.realm);
      const algorithm = ctx.realm.settings.tokens.signingAlgorithm;
      const before = (await keys.readAgain()).signs(algorithm)?._id;
      // A rotation that runs beside another one is content with the other's key.
      const set = await keys.make(algorithm, (found) => found.signs(algorithm)?._id !== before);
      const made = set.signs(algorithm);
      if (made === undefined) throw new Error('The new key is not in the set that was read after it.');
      return infoOf(made);
    },

    async list(ctx) {
      authorize(ctx, keyActions.list, { kind: 'key', id: '*' });
      return (await stateOf(ctx.realm).keys.current()).listed(clock.now()).map(infoOf);
    },
  };
}

function infoOf(key: StoredKey): SigningKeyInfo {
  return { kid: key._id, algorithm: key.algorithm, createdAt: key.createdAt, expiresAt: key.expiresAt };
}
