import type { Decisions } from '../features/decisions/decisions.js';
import type { KeyService } from '../features/keys/key.service.js';
import type { Authenticator } from '../features/tokens/authenticate.js';
import type { TokenIssuer } from '../features/tokens/token-issuer.js';
import { UnauthenticatedError } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { SYSTEM_REALM, type RealmHandle } from '../realms/realm.js';
import type { RealmRegistry } from '../realms/registry.js';

export interface WarmUpDeps {
  readonly registry: Pick<RealmRegistry, 'lease'>;
  /** Decisions that remember nothing yet. */
  readonly freshDecisions: () => Decisions;
  readonly keys: Pick<KeyService, 'list'>;
  readonly issuer: Pick<TokenIssuer, 'accessToken'>;
  readonly authenticator: Pick<Authenticator, 'verify'>;
  /** The oldest accounts of a realm. */
  readonly accounts: (
    realm: RealmHandle,
    page: { readonly first: number },
  ) => Promise<readonly { id: string }[]>;
}

/** After so many, most of what a first question runs has been compiled; more of them only make starts slower. */
const ROUNDS = 30;
/** Signing takes a millisecond each. */
const VERIFYING_ROUNDS = 5;

/**
 * Decides about the oldest account of `system`, and verifies tokens that are good for nothing, before anybody asks: code
 * that has not run yet and models that have not been compiled would make the first question ten times as slow. What
 * fails here fails again for whoever asks, and is told then.
 */
export async function warmUp(deps: WarmUpDeps): Promise<void> {
  const lease = await deps.registry.lease(SYSTEM_REALM);
  try {
    const { realm } = lease;
    const [account] = await deps.accounts(realm, { first: 1 });
    if (account === undefined) return;
    for (let round = 0; round < ROUNDS; round += 1) {
      await decideOnce(deps, realm, account.id);
    }
    for (let round = 0; round < VERIFYING_ROUNDS; round += 1) await verifyOnce(deps, realm, account.id);
  } catch {
    // Whoever asks meets it again.
  } finally {
    lease.release();
  }
}

/**
 * What is remembered by the decisions that the server answers with would be answered without reading, walking and
 * compiling anything; so each round asks others.
 */
async function decideOnce({ freshDecisions }: WarmUpDeps, realm: RealmHandle, id: string): Promise<void> {
  const principal = { kind: 'account', accountId: id } as const;
  const resource = `rn:${realm.slug}:warm-up:door/1`;
  await freshDecisions().decide(realm, { principal, action: 'warm-up:Open', resource });
}

/** No key is made for this: a realm's first key is made when somebody needs it. */
async function verifyOnce(
  { keys, issuer, authenticator }: WarmUpDeps,
  realm: RealmHandle,
  accountId: string,
): Promise<void> {
  const actor = { kind: 'internal', name: 'warm-up' } as const;
  const known = await keys.list({ realm, actor, requestId: '', clientAddress: '' });
  if (known.length === 0) return;
  const { token } = await issuer.accessToken(realm, accountId, { kind: 'secret', secretId: newId() });
  try {
    await authenticator.verify(realm, token);
  } catch (error) {
    // The secret that it says it was issued for does not exist.
    if (!(error instanceof UnauthenticatedError)) throw error;
  }
}
