import type { PolicyService } from './policy.service.js';

/** The use cases of policies, by name. */
export interface PolicyServices {
  readonly policies: PolicyService;
}
