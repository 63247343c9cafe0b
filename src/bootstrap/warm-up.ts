import type { Decisions } from '../features/decisions/decisions.js';
import type { KeyService } from '../features/keys/key.service.js';
import type { Authenticator } from '../features/tokens/authenticate.js';
import type { TokenIssuer } from '../features/tokens/token-issuer.js';
import { UnauthenticatedError } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { SYSTEM_REALM, type RealmHandle } from '../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';

export interface WarmUpDeps {
  readonly registry: Pick<RealmRegistry, 'lease'>;
  /** The slug of the oldest realm but `system`. */
  readonly oldestRealm: () => Promise<string | undefined>;
  /** What the server answers with. */
  readonly decisions: Decisions;
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
const ROUNDS = 20;
/** Signing takes a millisecond each. */
const VERIFYING_ROUNDS = 5;

/**
 * Decides about the oldest account of the oldest realm, and verifies tokens that are good for nothing, before anybody
 * asks: code that has not run yet and models that have not been compiled would make the first question ten times as
 * slow. What fails here fails again for whoever asks, and is told then.
 */
export async function warmUp(deps: WarmUpDeps): Promise<void> {
  const oldest = (await deps.oldestRealm().catch(() => undefined)) ?? SYSTEM_REALM;
  await withRealm(deps, oldest, async (realm, accountId) => {
    // What is remembered is answered without reading, walking and compiling anything, so each round asks anew.
    for (let round = 0; round < ROUNDS; round += 1) {
      await decideOnce(deps.freshDecisions(), realm, accountId);
    }
    // Every realm's decisions ask the server's guardrails, which these remember from now on.
    await decideOnce(deps.decisions, realm, accountId);
  });
  await withRealm(deps, SYSTEM_REALM, async (realm, accountId) => {
    for (let round = 0; round < VERIFYING_ROUNDS; round += 1) await verifyOnce(deps, realm, accountId);
  });
}

/** Does something with a realm and its oldest account, if it has one. Never rejects. */
async function withRealm(
  { registry, accounts }: WarmUpDeps,
  slug: string,
  work: (realm: RealmHandle, accountId: string) => Promise<void>,
): Promise<void> {
  let lease: RealmLease | undefined;
  try {
    lease = await registry.lease(slug);
    const [account] = await accounts(lease.realm, { first: 1 });
    if (account !== undefined) await work(lease.realm, account.id);
  } catch {
    // Whoever asks meets it again.
  } finally {
    lease?.release();
  }
}

async function decideOnce(decisions: Decisions, realm: RealmHandle, accountId: string): Promise<void> {
  const principal = { kind: 'account', accountId } as const;
  const resource = `rn:${realm.slug}:warm-up:door/1`;
  await decisions.decide(realm, { principal, action: 'warm-up:Open', resource });
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
