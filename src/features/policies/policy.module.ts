import { createPolicyService, type PolicyServiceDependencies } from './policy.service.js';
import type { PolicyServices } from './policy-services.js';

/** Everything about policies, put together. */
export function createPolicyModule(deps: PolicyServiceDependencies): PolicyServices {
  return { policies: createPolicyService(deps) };
}
