import type { AttachmentService } from './attachment.service.js';
import type { GuardrailService } from './guardrail.service.js';
import type { OwnedPolicyService } from './owned-policy.service.js';
import type { PolicyService } from './policy.service.js';

/** The use cases of policies, by name. */
export interface PolicyServices {
  readonly policies: PolicyService;
  readonly attachments: AttachmentService;
  readonly ownedPolicies: OwnedPolicyService;
  readonly guardrails: GuardrailService;
}
