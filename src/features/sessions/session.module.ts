import {
  createRefreshFamilies,
  type RefreshFamilies,
  type RefreshFamilyDeps,
} from './refresh-family.service.js';
import { createSessionService, type SessionService } from './session.service.js';

/** Sessions, put together. */
export interface SessionModule {
  readonly service: SessionService;
  readonly families: RefreshFamilies;
}

export function createSessionModule(deps: RefreshFamilyDeps): SessionModule {
  return { service: createSessionService(deps), families: createRefreshFamilies(deps) };
}
