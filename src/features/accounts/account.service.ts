import type { ClientSession } from 'mongoose';
import { InvalidInputError, VersionConflictError, type DomainError } from '../../kernel/errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Page } from '../../kernel/page.js';
import { DEFAULT_PAGE_SIZE } from '../../kernel/page.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants, Passing } from '../authorization/grant.js';
import { deleteCredentialsOf } from '../credentials/credential.store.js';
import { nodeRef } from '../edges/edge.js';
import { rememberDeletion } from '../edges/deletions.js';
import { sweepDeleted } from '../policies/sweep-policies.js';
import type { AdministratorGuard } from '../roles/administrators.js';
import { endSessionsOf } from '../sessions/session.service.js';
import { accountNotFound, accountResource, authorizeOnAccount } from './account-access.js';
import { changeOf, changesDecisions } from './account-change.js';
import { changePassing, newAccountPassing, takeoverPassing } from './account-power.js';
import { accountActions } from './account.actions.js';
import {
  IMPORT_MAX_ACCOUNTS,
  type AccountRefInput,
  type CreateAccountInput,
  type ListAccountsInput,
  type UpdateAccountInput,
} from './account.input.js';
import { countAccounts, pageOfAccounts } from './account-list.store.js';
import {
  accountOf,
  changeAccount,
  deleteAccountRecord,
  findAccountRecord,
  findAccountRecords,
  type AccountChange,
  type AccountRecord,
} from './account.store.js';
import type { Account, AccountFilter, AccountSort, AccountStatus } from './account.js';
import { createAccount, type NewAccountGuard } from './create-account.js';
import { findAccountByEmail } from './find-account.js';
import { importAccounts, type ImportOutcome } from './import-accounts.js';

/** The use cases on accounts. Inputs have passed the shapes of account.input.ts. */
export interface AccountService {
  /** Never half done. @throws EmailTakenError, ExternalIdTakenError, PasswordPolicyError */
  create(ctx: RequestContext, input: CreateAccountInput): Promise<Account>;
  /** @throws NotFoundError, also for an account that the caller may not see */
  get(ctx: RequestContext, id: string): Promise<Account>;
  /** In the order of `ids`; undefined for what is not there or not the caller's to see. One command. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<readonly (Account | undefined)[]>;
  /** By login name, in any spelling that means the same. @throws NotFoundError */
  findByEmail(ctx: RequestContext, email: string): Promise<Account>;
  /** @throws NotFoundError */
  findByExternalId(ctx: RequestContext, externalId: string): Promise<Account>;
  /** One keyset page. @throws InvalidInputError for a cursor of another list */
  list(ctx: RequestContext, input: ListAccountsInput): Promise<Page<Account>>;
  /** How many accounts match: reads as many index keys, so it is only for who asks. */
  count(ctx: RequestContext, filter: ListAccountsInput['filter']): Promise<number>;
  /** @throws NotFoundError, VersionConflictError, EmailTakenError, ExternalIdTakenError, InvalidInputError */
  update(ctx: RequestContext, input: UpdateAccountInput): Promise<Account>;
  /** Ends its sessions, and refuses its tokens at once here, within a second elsewhere. */
  disable(ctx: RequestContext, input: AccountRefInput): Promise<Account>;
  enable(ctx: RequestContext, input: AccountRefInput): Promise<Account>;
  /** Removes the account with its credentials, sessions and edges; answers it as it was. */
  delete(ctx: RequestContext, input: AccountRefInput): Promise<Account>;
  /** Up to 1,000 accounts with their password hashes; an answer for each, in their order. */
  importAccounts(ctx: RequestContext, items: readonly unknown[]): Promise<readonly ImportOutcome[]>;
}

export interface AccountServiceDeps {
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
  readonly administratorGuard: AdministratorGuard;
  readonly grants: Grants;
}

/** How often a change without `expectedVersion` is tried again when others change the account at the same time. */
const CHANGE_ATTEMPTS = 10;

export function createAccountService(deps: AccountServiceDeps): AccountService {
  const { clock, administratorGuard, grants } = deps;

  async function requireGrant(
    ctx: RequestContext,
    passing: Passing | undefined,
    session: ClientSession,
  ): Promise<void> {
    if (passing !== undefined) await (await grants.within(ctx, session)).require(passing);
  }

  async function write(
    ctx: RequestContext,
    read: AccountRecord,
    change: AccountChange,
  ): Promise<AccountRecord | undefined> {
    const { realm } = ctx;
    const passing = changePassing(ctx, read, change);
    const seen = changesDecisions(read, change);
    if (!seen && passing === undefined) return changeAccount(realm, read, change);
    const { result } = await realm.transaction(
      seen ? ['revision'] : [],
      async (session) => {
        // Whatever the account was when it was read, it is so still if the change finds its version.
        await requireGrant(ctx, passing, session);
        return changeAccount(realm, read, change, session);
      },
      [nodeRef('account', read._id)],
    );
    return result;
  }

  async function update(ctx: RequestContext, input: UpdateAccountInput): Promise<Account> {
    for (let attempt = 1; ; attempt += 1) {
      const read = await readForChange(ctx, input.id, input.expectedVersion);
      const changed = await write(ctx, read, changeOf(ctx, read, input, clock.now()));
      if (changed !== undefined) return accountOf(changed);
      if (attempt === CHANGE_ATTEMPTS) throw new VersionConflictError(read.version);
    }
  }

  /** Changes the status in one transaction with what follows from it. */
  async function setStatus(
    ctx: RequestContext,
    input: AccountRefInput,
    status: AccountStatus,
  ): Promise<Account> {
    const { result } = await ctx.realm.transaction(
      ['revision', 'authEpoch'],
      async (session) => {
        const read = await findAccountRecord(ctx.realm, { _id: input.id }, session);
        if (read === undefined) throw accountNotFound();
        checkVersion(read, input.expectedVersion);
        if (read.status === status) return read;
        if (status === 'ACTIVE') await requireGrant(ctx, takeoverPassing(ctx, input.id), session);
        const change = { ...unchanged(read), status, updatedAt: clock.now() };
        const changed = await changeAccount(ctx.realm, read, change, session);
        if (changed === undefined) throw new VersionConflictError(read.version);
        if (status === 'DISABLED') {
          await endSessionsOf(ctx.realm, input.id, {}, session);
          await administratorGuard(ctx.realm, session);
        }
        return changed;
      },
      [nodeRef('account', input.id)],
    );
    return accountOf(result);
  }

  /** Undefined where an administrator makes an account that no condition knows: that needs no transaction. */
  function guardOf(ctx: RequestContext, { attributes }: CreateAccountInput): NewAccountGuard | undefined {
    const { actor } = ctx;
    const unrestricted =
      actor.kind === 'internal' || (actor.kind !== 'anonymous' && actor.authority.unrestricted);
    if (unrestricted && Object.keys(attributes ?? {}).length === 0) return undefined;
    return (record, session) => requireGrant(ctx, newAccountPassing(record), session);
  }

  return {
    async create(ctx, input) {
      authorize(ctx, accountActions.create, { kind: 'account', id: '*' });
      return createAccount(deps, ctx.realm, input, guardOf(ctx, input));
    },

    async get(ctx, id) {
      authorizeOnAccount(ctx, accountActions.get, id);
      const record = await findAccountRecord(ctx.realm, { _id: id });
      if (record === undefined) throw accountNotFound();
      return accountOf(record);
    },

    async getMany(ctx, ids) {
      const visible = ids.filter((id) => isAllowed(ctx, accountActions.get, accountResource(id)));
      if (visible.length === 0) return ids.map(() => undefined);
      const records = await findAccountRecords(ctx.realm, visible);
      const accounts = new Map(records.map((record) => [record._id, accountOf(record)]));
      return ids.map((id) => accounts.get(id));
    },

    async findByEmail(ctx, email) {
      return visibleAccount(ctx, await findAccountByEmail(ctx.realm, email));
    },

    async findByExternalId(ctx, externalId) {
      const record = await findAccountRecord(ctx.realm, { externalId });
      return visibleAccount(ctx, record && accountOf(record));
    },

    async list(ctx, input) {
      authorize(ctx, accountActions.list, { kind: 'account', id: '*' });
      const { first, after } = input;
      const filter = filterOf(input.filter);
      return pageOfAccounts(ctx.realm, {
        filter,
        sort: sortOf(input.sort, filter),
        first: first ?? DEFAULT_PAGE_SIZE,
        after: after ?? undefined,
      });
    },

    async count(ctx, filter) {
      authorize(ctx, accountActions.list, { kind: 'account', id: '*' });
      return countAccounts(ctx.realm, filterOf(filter));
    },

    async update(ctx, input) {
      const everything = isAllowed(ctx, accountActions.update, accountResource(input.id));
      authorizeOnAccount(ctx, everything ? accountActions.update : accountActions.updateProfile, input.id);
      return update(ctx, input);
    },

    async disable(ctx, input) {
      authorizeOnAccount(ctx, accountActions.disable, input.id);
      return setStatus(ctx, input, 'DISABLED');
    },

    async enable(ctx, input) {
      authorizeOnAccount(ctx, accountActions.enable, input.id);
      return setStatus(ctx, input, 'ACTIVE');
    },

    async delete(ctx, input) {
      authorizeOnAccount(ctx, accountActions.delete, input.id);
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision', 'authEpoch'],
        async (session) => {
          const read = await findAccountRecord(realm, { _id: input.id }, session);
          if (read === undefined) throw accountNotFound();
          checkVersion(read, input.expectedVersion);
          await deleteAccountRecord(realm, input.id, session);
          await deleteCredentialsOf(realm, input.id, session);
          await endSessionsOf(realm, input.id, {}, session);
          await rememberDeletion(realm, nodeRef('account', input.id), clock.now(), session);
          await administratorGuard(realm, session);
          return read;
        },
        [nodeRef('account', input.id)],
      );
      // Edges of a missing account count for nothing, so this needs no part in the transaction.
      await sweepDeleted(realm);
      return accountOf(result);
    },

    async importAccounts(ctx, items) {
      authorize(ctx, accountActions.import, { kind: 'account', id: '*' });
      if (items.length > IMPORT_MAX_ACCOUNTS) {
        throw new InvalidInputError([
          { path: ['accounts'], message: `must have at most ${IMPORT_MAX_ACCOUNTS} accounts` },
        ]);
      }
      return importAccounts(deps, ctx.realm, items, async (records, session) => {
        const granting = await grants.within(ctx, session);
        const refused = new Map<string, DomainError>();
        if (granting.unlimited) return refused;
        for (const record of records) {
          const refusal = await granting.refusal(newAccountPassing(record));
          if (refusal !== undefined) refused.set(record._id, refusal);
        }
        return refused;
      });
    },
  };
}

async function readForChange(
  ctx: RequestContext,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<AccountRecord> {
  const read = await findAccountRecord(ctx.realm, { _id: id });
  if (read === undefined) throw accountNotFound();
  checkVersion(read, expectedVersion);
  return read;
}

function checkVersion(read: AccountRecord, expectedVersion: number | null | undefined): void {
  if (typeof expectedVersion === 'number' && expectedVersion !== read.version) {
    throw new VersionConflictError(read.version);
  }
}

function unchanged(read: AccountRecord) {
  const { loginKey, nameKey, attributes, email, externalId, name } = read;
  return { loginKey, nameKey, attributes, email, externalId, name };
}

function visibleAccount(ctx: RequestContext, account: Account | undefined): Account {
  // Who may not see it, and who may see nothing, get the same answer whether or not it exists.
  authorizeOnAccount(ctx, accountActions.get, account?.id ?? '*');
  if (account === undefined) throw accountNotFound();
  return account;
}

function filterOf(filter: ListAccountsInput['filter']): AccountFilter {
  return {
    emailPrefix: filter?.emailPrefix ?? undefined,
    namePrefix: filter?.namePrefix ?? undefined,
    status: filter?.status ?? undefined,
    kind: filter?.kind ?? undefined,
  };
}

/** What is searched by its start comes in that order unless told: the index that finds it has it so. */
function sortOf(sort: ListAccountsInput['sort'], filter: AccountFilter): AccountSort {
  const searched =
    filter.emailPrefix !== undefined ? 'EMAIL' : filter.namePrefix !== undefined ? 'NAME' : undefined;
  return { field: sort?.field ?? searched ?? 'CREATED_AT', direction: sort?.direction ?? 'ASC' };
}
