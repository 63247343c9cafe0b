import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { DomainError, UnavailableError } from '../../kernel/errors.js';
import { inputError } from '../../kernel/input-error.js';
import { duplicateKey } from '../../platform/mongo/storage-errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import { insertCredentials, passwordRecord, type CredentialRecord } from '../credentials/credential.store.js';
import { foreignHashCost } from '../credentials/foreign-hash.js';
import { EmailTakenError, ExternalIdTakenError } from './account.errors.js';
import { importedAccount } from './account.input.js';
import { findTaken, insertAccounts, type AccountRecord } from './account.store.js';
import { newAccountRecord } from './create-account.js';

/** What became of one account of an import: its id, or why it was refused. */
export type ImportOutcome =
  { readonly ok: true; readonly accountId: string } | { readonly ok: false; readonly error: DomainError };

/** An account that may be imported as far as it stands alone. */
interface Candidate {
  readonly record: AccountRecord;
  readonly credential: CredentialRecord | undefined;
}

type Verdict = Candidate | DomainError;

/** Asked in the transaction, before anything is written: which accounts may not be, by id, and why. */
export type ImportGuard = (
  records: readonly AccountRecord[],
  session: ClientSession,
) => Promise<ReadonlyMap<string, DomainError>>;

/** How often a batch starts anew because others took names of it in the meantime. */
const ATTEMPTS = 5;

/**
 * Writes a batch of accounts with their password hashes, as they are, in one transaction. One that is refused does not
 * hold up the others. Answers in the order of `items`. Nobody is authorised here, but by `guard`.
 */
export async function importAccounts(
  { clock }: { readonly clock: Clock },
  realm: RealmHandle,
  items: readonly unknown[],
  guard: ImportGuard,
): Promise<ImportOutcome[]> {
  const now = clock.now();
  const alone = refuseRepeated(items.map((item) => judge(realm, item, now)));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const verdicts = await refuseTaken(realm, alone);
    const refused = await write(realm, verdicts.filter(isCandidate), guard);
    if (refused !== undefined) {
      return verdicts.map((verdict) =>
        outcomeOf((isCandidate(verdict) ? refused.get(verdict.record._id) : undefined) ?? verdict),
      );
    }
  }
  throw new UnavailableError('Too many others create the same accounts at the moment. Try again.');
}

function judge(realm: RealmHandle, item: unknown, now: Date): Verdict {
  const parsed = importedAccount.safeParse(item);
  if (!parsed.success) return inputError(parsed.error);
  const { passwordHash, mustChangePassword, ...input } = parsed.data;
  try {
    const record = newAccountRecord(input, now);
    if (typeof passwordHash !== 'string') return { record, credential: undefined };
    const foreignMs = foreignHashCost(passwordHash, realm.settings.passwords.maxImportCost);
    const password = { hash: passwordHash, mustChange: mustChangePassword === true, foreignMs };
    return { record, credential: passwordRecord(record._id, password, now) };
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** The first of several with one name stays. */
function refuseRepeated(verdicts: readonly Verdict[]): Verdict[] {
  const names = new Set<string>();
  return verdicts.map((verdict) => {
    if (!isCandidate(verdict)) return verdict;
    const { loginKey, externalId } = verdict.record;
    if (names.has(`login ${loginKey}`)) return new EmailTakenError();
    if (externalId !== undefined && names.has(`external ${externalId}`)) return new ExternalIdTakenError();
    names.add(`login ${loginKey}`).add(`external ${externalId ?? ''}`);
    return verdict;
  });
}

async function refuseTaken(realm: RealmHandle, verdicts: readonly Verdict[]): Promise<Verdict[]> {
  const taken = await findTaken(
    realm,
    verdicts.filter(isCandidate).map(({ record }) => record),
  );
  return verdicts.map((verdict) => {
    if (!isCandidate(verdict)) return verdict;
    if (taken.loginKeys.has(verdict.record.loginKey)) return new EmailTakenError();
    return taken.externalIds.has(verdict.record.externalId) ? new ExternalIdTakenError() : verdict;
  });
}

/** Answers what was refused in the transaction; undefined, and nothing written, if somebody took a name of the batch. */
async function write(
  realm: RealmHandle,
  candidates: readonly Candidate[],
  guard: ImportGuard,
): Promise<ReadonlyMap<string, DomainError> | undefined> {
  if (candidates.length === 0) return new Map();
  try {
    const { result } = await realm.transaction([], async (session) => {
      const refused = await guard(
        candidates.map(({ record }) => record),
        session,
      );
      const written = candidates.filter(({ record }) => !refused.has(record._id));
      const credentials = written.flatMap(({ credential }) => credential ?? []);
      if (written.length > 0) {
        await insertAccounts(
          realm,
          written.map(({ record }) => record),
          session,
        );
      }
      if (credentials.length > 0) await insertCredentials(realm, credentials, session);
      return refused;
    });
    return result;
  } catch (error) {
    if (duplicateKey(error) !== undefined) return undefined;
    throw error;
  }
}

function isCandidate(verdict: Verdict): verdict is Candidate {
  return !(verdict instanceof DomainError);
}

function outcomeOf(verdict: Verdict): ImportOutcome {
  return isCandidate(verdict) ? { ok: true, accountId: verdict.record._id } : { ok: false, error: verdict };
}
