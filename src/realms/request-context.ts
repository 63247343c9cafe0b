import type { Actor } from '../kernel/actor.js';
import type { RealmHandle } from './realm.js';

/** What every use case takes first: which realm, on whose behalf, and what to write beside it in the log. */
export interface RequestContext {
  readonly realm: RealmHandle;
  readonly actor: Actor;
  readonly requestId: string;
  /** The caller's address, behind trusted proxies the one that they name. */
  readonly clientAddress: string;
}
