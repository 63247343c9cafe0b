import { createAttachmentService } from './attachment.service.js';
import { createGuardrailService } from './guardrail.service.js';
import { createOwnedPolicyService } from './owned-policy.service.js';
import { createPolicyService, type PolicyServiceDependencies } from './policy.service.js';
import type { PolicyServices } from './policy-services.js';

/** Everything about policies, put together. */
export function createPolicyModule(deps: PolicyServiceDependencies): PolicyServices {
  return {
    policies: createPolicyService(deps),
    attachments: createAttachmentService(deps),
    ownedPolicies: createOwnedPolicyService(deps),
    guardrails: createGuardrailService(deps),
  };
}
