import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import type { Account, AccountKind } from '../accounts/account.js';
import { accountResource } from '../accounts/account-access.js';
import { authorize } from '../authorization/authorize.js';
import { decisionActions } from '../decisions/decision.actions.js';
import type { Decisions } from '../decisions/decisions.js';
import { scan, type Scan } from '../decisions/scan.js';
import { actionPrefix, resourceNameOf } from '../resources/resource-name.js';
import type { Resource } from '../resources/resource.js';
import {
  MAX_SEARCH_PAGE,
  type ActionSearch,
  type ResourceSearch,
  type SearchPage,
  type SubjectSearch,
} from './authzen.input.js';
import type { AuthzenService } from './authzen.service.js';
import { pageTokens } from './page-tokens.js';
import { subjectAsked } from './subject-asked.js';
import type { Subjects } from './subjects.js';
import { mentionedActions } from './mentioned-actions.js';
import { suppliedContext } from './supplied-context.js';

/** What a search found. Without a page it is everything, and nobody had asked for pages. */
export interface Found<T> {
  readonly page?: FoundPage;
  readonly results: T[];
}

interface FoundPage {
  /** Empty at the end of the search. */
  readonly next_token: string;
  readonly count: number;
}

interface Entity {
  readonly type: string;
  readonly id: string;
}

/** AuthZEN's searches: what the caller might ask one by one, asked page by page. */
export interface AccessSearch {
  /** The accounts that may, oldest first, by what applications call them. */
  subjects(ctx: RequestContext, search: SubjectSearch): Promise<Found<Entity>>;
  /** The registered resources of the type on which the subject may, by name. */
  resources(ctx: RequestContext, search: ResourceSearch): Promise<Found<Entity>>;
  /** What the subject may do to the resource, of the actions that its policies name without a wildcard. */
  actions(ctx: RequestContext, search: ActionSearch): Promise<Found<{ readonly name: string }>>;
}

export interface AccessSearchDeps {
  readonly authzen: Pick<AuthzenService, 'evaluate'>;
  readonly decisions: Pick<Decisions, 'input'>;
  readonly subjects: Subjects;
  /** Accounts by id, behind `after`. */
  readonly accounts: (
    realm: RealmHandle,
    query: {
      readonly kind?: AccountKind | undefined;
      readonly after?: string | undefined;
      readonly first: number;
    },
  ) => Promise<readonly Pick<Account, 'id'>[]>;
  /** Accounts with these ids, in no particular order. */
  readonly accountsOf: (
    realm: RealmHandle,
    ids: readonly string[],
  ) => Promise<readonly Pick<Account, 'id' | 'externalId'>[]>;
  /** Registered resources of a type by name, behind `after`. */
  readonly resources: (
    realm: RealmHandle,
    query: { readonly type: string; readonly after?: string | undefined; readonly first: number },
  ) => Promise<readonly Pick<Resource, 'id' | 'name'>[]>;
}

const DEFAULT_LIMIT = 100;

export function createAccessSearch(deps: AccessSearchDeps): AccessSearch {
  const { authzen, decisions, subjects, accounts, accountsOf, resources } = deps;

  const allowed = async (
    ctx: RequestContext,
    question: Parameters<AuthzenService['evaluate']>[1],
  ): Promise<boolean> => (await authzen.evaluate(ctx, question)).decision;

  /** Who asks about `crm-7` finds `crm-7`: an account's external id is what applications call it. */
  async function named(realm: RealmHandle, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = new Map((await accountsOf(realm, ids)).map((account) => [account.id, account.externalId]));
    return ids.map((id) => found.get(id) ?? id);
  }

  return {
    async subjects(ctx, { page, ...question }) {
      const { subject } = question;
      authorize(ctx, decisionActions.evaluate, accountResource('*'));
      const kind = KINDS.get(subject.type);
      const found = await search(page, ['subject', question], {
        next: async (after, first) =>
          kind === undefined ? [] : accounts(ctx.realm, { kind: kind.only, after, first }),
        keyOf: ({ id }) => id,
        test: ({ id }) => allowed(ctx, { ...question, subject: { ...subject, id } }),
        result: ({ id }) => id,
      });
      const ids = await named(ctx.realm, found.results);
      return { ...found, results: ids.map((id) => ({ type: subject.type, id })) };
    },

    async resources(ctx, { page, ...question }) {
      const { resource } = question;
      const { type } = resource;
      return search(page, ['resource', question], {
        next: (after, first) => resources(ctx.realm, { type, after, first }),
        keyOf: ({ name }) => name,
        test: ({ id }) => allowed(ctx, { ...question, resource: { ...resource, id } }),
        result: ({ id }) => ({ type, id }),
      });
    },

    async actions(ctx, { page, ...question }) {
      const { subject, resource } = question;
      const principal = await subjectAsked(ctx, subjects, subject.id);
      const prefix = actionPrefix(resource.type);
      // Also who may ask is settled by asking.
      await allowed(ctx, { ...question, action: { name: 'any' } });
      const prepared =
        principal === undefined
          ? undefined
          : await decisions.input(ctx.realm, {
              principal,
              action: `${prefix}any`,
              resource: resourceNameOf(ctx.realm.slug, resource.type, resource.id),
              context: suppliedContext(question),
            });
      const names = prepared === undefined ? [] : mentionedActions(prepared.input, prefix);
      return search(page, ['action', question], {
        next: (after, first) =>
          Promise.resolve(names.filter((name) => after === undefined || name > after).slice(0, first)),
        keyOf: (name) => name,
        test: (name) => allowed(ctx, { ...question, action: { name } }),
        result: (name) => ({ name: name.slice(prefix.length) }),
      });
    },
  };
}

/** Which accounts a type of subjects means; no account is of any other type. */
const KINDS: ReadonlyMap<string, { readonly only?: AccountKind }> = new Map([
  ['account', {}],
  ['user', { only: 'USER' }],
  ['service', { only: 'SERVICE' }],
]);

interface Search<T, R> extends Pick<Scan<T>, 'next' | 'keyOf'> {
  readonly test: (item: T) => Promise<boolean>;
  readonly result: (item: T) => R;
}

/** `query` is what every page of the search has to ask. */
async function search<T, R>(
  page: SearchPage,
  query: unknown,
  { test, result, ...asked }: Search<T, R>,
): Promise<Found<R>> {
  const tokens = pageTokens(query);
  const after = tokens.keyOf(page?.token ?? page?.next_token ?? '');
  const limit = Math.min(page?.limit ?? DEFAULT_LIMIT, MAX_SEARCH_PAGE);
  if (limit === 0) return { page: { next_token: tokens.behind(after ?? ''), count: 0 }, results: [] };
  const { items, after: last } = await scan({
    ...asked,
    limit,
    after,
    test: (some) => Promise.all(some.map(test)),
  });
  const results = items.map(result);
  if (page === undefined && last === undefined) return { results };
  const next = last === undefined ? '' : tokens.behind(last);
  return { page: { next_token: next, count: items.length }, results };
}
