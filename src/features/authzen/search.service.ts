import { InvalidInputError } from '../../kernel/errors.js';
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
import type { ActionSearch, ResourceSearch, SearchPage, SubjectSearch } from './authzen.input.js';
import type { AuthzenService } from './authzen.service.js';
import { subjectAsked } from './subject-asked.js';
import type { Subjects } from './subjects.js';
import { mentionedActions } from './mentioned-actions.js';
import { suppliedContext } from './supplied-context.js';

/** One page of what a search found; `next_token` is empty at its end. */
export interface Found<T> {
  readonly results: T[];
  readonly page: { readonly next_token: string; readonly count: number };
}

interface Entity {
  readonly type: string;
  readonly id: string;
}

/** AuthZEN's searches: what the caller might ask one by one, asked page by page. */
export interface AccessSearch {
  /** The accounts that may, oldest first. */
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
  /** Registered resources of a type by name, behind `after`. */
  readonly resources: (
    realm: RealmHandle,
    query: { readonly type: string; readonly after?: string | undefined; readonly first: number },
  ) => Promise<readonly Pick<Resource, 'id' | 'name'>[]>;
}

const DEFAULT_LIMIT = 100;

export function createAccessSearch(deps: AccessSearchDeps): AccessSearch {
  const { authzen, decisions, subjects, accounts, resources } = deps;

  const allowed = async (
    ctx: RequestContext,
    question: Parameters<AuthzenService['evaluate']>[1],
  ): Promise<boolean> => (await authzen.evaluate(ctx, question)).decision;

  return {
    async subjects(ctx, { subject, page, ...question }) {
      authorize(ctx, decisionActions.evaluate, accountResource('*'));
      const kind = KINDS[subject.type];
      return search(page, {
        next: (after, first) => accounts(ctx.realm, { kind, after, first }),
        keyOf: ({ id }) => id,
        test: ({ id }) => allowed(ctx, { ...question, subject: { ...subject, id } }),
        result: ({ id }) => ({ type: subject.type, id }),
      });
    },

    async resources(ctx, { resource, page, ...question }) {
      const { type } = resource;
      return search(page, {
        next: (after, first) => resources(ctx.realm, { type, after, first }),
        keyOf: ({ name }) => name,
        test: ({ id }) => allowed(ctx, { ...question, resource: { ...resource, id } }),
        result: ({ id }) => ({ type, id }),
      });
    },

    async actions(ctx, { subject, resource, context, page }) {
      const principal = await subjectAsked(ctx, subjects, subject.id);
      const question = {
        subject,
        resource,
        context,
      };
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
      return search(page, {
        next: (after, first) =>
          Promise.resolve(names.filter((name) => after === undefined || name > after).slice(0, first)),
        keyOf: (name) => name,
        test: (name) => allowed(ctx, { ...question, action: { name } }),
        result: (name) => ({ name: name.slice(prefix.length) }),
      });
    },
  };
}

/** Which accounts a type of subjects means; any other type means all. */
const KINDS: Readonly<Record<string, AccountKind | undefined>> = { user: 'USER', service: 'SERVICE' };

interface Search<T, R> extends Pick<Scan<T>, 'next' | 'keyOf'> {
  readonly test: (item: T) => Promise<boolean>;
  readonly result: (item: T) => R;
}

async function search<T, R>(page: SearchPage, { test, result, ...asked }: Search<T, R>): Promise<Found<R>> {
  const { items, after } = await scan({
    ...asked,
    limit: page?.limit ?? DEFAULT_LIMIT,
    after: keyOfToken(page?.token ?? page?.next_token ?? ''),
    test: (some) => Promise.all(some.map(test)),
  });
  const next = after === undefined ? '' : Buffer.from(after).toString('base64url');
  return { results: items.map(result), page: { next_token: next, count: items.length } };
}

function keyOfToken(token: string): string | undefined {
  if (token === '') return undefined;
  const key = Buffer.from(token, 'base64url').toString();
  if (key !== '' && Buffer.from(key).toString('base64url') === token) return key;
  throw new InvalidInputError([
    { path: ['page', 'token'], message: 'must be the next_token of an earlier page' },
  ]);
}
