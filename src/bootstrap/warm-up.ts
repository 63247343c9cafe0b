import type { Decisions } from '../features/decisions/decisions.js';
import type { KeyService } from '../features/keys/key.service.js';
import type { Authenticator } from '../features/tokens/authenticate.js';
import type { TokenIssuer } from '../features/tokens/token-issuer.js';
import { NotFoundError } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { SYSTEM_REALM, type RealmHandle } from '../realms/realm.js';
import type { RealmRegistry } from '../realms/registry.js';

export interface WarmUpDeps {
  readonly registry: Pick<RealmRegistry, 'lease'>;
  readonly decisions: Decisions;
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

/**
 * Decides in `system`, and verifies a token that is good for nothing, before anybody asks: code that has not run yet and
 * models that have not been compiled would make the first question ten times as slow. What fails here fails again for
 * whoever asks, and is told then.
 */
export async function warmUp(deps: WarmUpDeps): Promise<void> {
  const lease = await deps.registry.lease(SYSTEM_REALM);
  try {
    const { realm } = lease;
    const [account] = await deps.accounts(realm, { first: 1 });
    if (account === undefined) return;
    for (let round = 0; round < ROUNDS; round += 1) {
      await decideOnce(deps, realm, `rn:${realm.slug}:warm-up:${round}`);
    }
    await verifyOnce(deps, realm, account.id);
  } catch {
    // Whoever asks meets it again.
  } finally {
    lease.release();
  }
}

/** Somebody who is not there is looked for in the store each time, where anybody else would be remembered. */
async function decideOnce({ decisions }: WarmUpDeps, realm: RealmHandle, resource: string): Promise<void> {
  const principal = { kind: 'account', accountId: newId() } as const;
  try {
    await decisions.decide(realm, { principal, action: 'iam:GetAccount', resource });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
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
  await authenticator.verify(realm, token);
}
