import type { Clock } from '../../kernel/clock.js';
import {
  ForbiddenError,
  NotFoundError,
  UnavailableError,
  VersionConflictError,
} from '../../kernel/errors.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { SYSTEM_REALM, type Realm } from '../../realms/realm.js';
import { realmOf } from '../../realms/realm-record.js';
import type { RealmRegistry } from '../../realms/registry.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, type ActionDefinition } from '../authorization/authorize.js';
import { mergeSettings } from './merge-settings.js';
import { realmActions } from './realm.actions.js';
import { ConfirmationMismatchError, RealmProtectedError } from './realm.errors.js';
import type { CreateRealmInput, DeleteRealmInput, UpdateRealmInput } from './realm.input.js';
import type { RealmLifecycle } from './realm-lifecycle.js';
import { findRealms, findRealmsById, findRecord, replaceRealm } from './realm.store.js';

/** Operations on realms: all in the realm `system`, by its administrators. */
export interface RealmService {
  /** @throws RealmSlugTakenError */
  create(ctx: RequestContext, input: CreateRealmInput): Promise<Realm>;
  /** @throws NotFoundError; VersionConflictError if `expectedVersion` is stale; InvalidInputError */
  update(ctx: RequestContext, input: UpdateRealmInput): Promise<Realm>;
  /** @throws NotFoundError; ConfirmationMismatchError; RealmProtectedError for `system` */
  delete(ctx: RequestContext, input: DeleteRealmInput): Promise<void>;
  /** @throws NotFoundError */
  get(ctx: RequestContext, slug: string): Promise<Realm>;
  /** One entry for each id, in their order: undefined for what does not exist. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<readonly (Realm | undefined)[]>;
  /** By slug. */
  list(ctx: RequestContext, page: PageRequest): Promise<Page<Realm>>;
}

export interface RealmServiceDeps {
  readonly registry: RealmRegistry;
  readonly lifecycle: RealmLifecycle;
  readonly clock: Clock;
}

/** How often an update without `expectedVersion` is tried again when others change the realm at the same time. */
const UPDATE_ATTEMPTS = 10;

export function createRealmService({ registry, lifecycle, clock }: RealmServiceDeps): RealmService {
  const { control } = registry;

  async function tryUpdate(input: UpdateRealmInput): Promise<Realm | undefined> {
    const record = await findRecord(control, input.slug);
    if (record === undefined) throw new NotFoundError(`Realm ${input.slug}`);
    if (typeof input.expectedVersion === 'number' && input.expectedVersion !== record.version) {
      throw new VersionConflictError(record.version);
    }
    const updated = await replaceRealm(control, record, {
      name: input.name ?? record.name,
      settings: mergeSettings(record.settings, input.settings),
      updatedAt: clock.now(),
    });
    return updated && realmOf(updated);
  }

  return {
    async create(ctx, input) {
      authorizeOnRealms(ctx, realmActions.create, input.slug);
      return lifecycle.create(input.slug, input.name, mergeSettings({}, input.settings));
    },

    async update(ctx, input) {
      authorizeOnRealms(ctx, realmActions.update, input.slug);
      for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
        const realm = await tryUpdate(input);
        if (realm === undefined) continue;
        registry.refresh(realm.slug);
        return realm;
      }
      throw new UnavailableError('Too many others change this realm at the moment. Try again.');
    },

    async delete(ctx, input) {
      authorizeOnRealms(ctx, realmActions.delete, input.slug);
      if (input.slug === SYSTEM_REALM) throw new RealmProtectedError(input.slug);
      if (input.confirm !== input.slug) throw new ConfirmationMismatchError();
      await lifecycle.delete(input.slug);
    },

    async get(ctx, slug) {
      authorizeOnRealms(ctx, realmActions.get, slug);
      const record = await findRecord(control, slug);
      if (record === undefined) throw new NotFoundError(`Realm ${slug}`);
      return realmOf(record);
    },

    async getMany(ctx, ids) {
      authorizeOnRealms(ctx, realmActions.get, '*');
      const realms = new Map((await findRealmsById(control, ids)).map((realm) => [realm.id, realm]));
      return ids.map((id) => realms.get(id));
    },

    async list(ctx, page) {
      authorizeOnRealms(ctx, realmActions.list, '*');
      return findRealms(control, page);
    },
  };
}

/** Realms are the server's, not a realm's: an administrator of another realm has no say here. */
function authorizeOnRealms(ctx: RequestContext, action: ActionDefinition, slug: string): void {
  authorize(ctx, action, { kind: 'realm', id: slug });
  if (ctx.realm.slug !== SYSTEM_REALM) {
    throw new ForbiddenError(
      `Operations on realms are made in the realm ${SYSTEM_REALM}: send "X-Realm: ${SYSTEM_REALM}".`,
    );
  }
}
