import { z } from 'zod';
import { expectedVersion, idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { nodeDescription, nodeName } from '../edges/node-name.js';
import { POLICY_SCOPES } from './policy.js';

/** An object, or JSON text; the engine's validator says what is wrong with it, by JSON pointer. */
const document = z.custom<string | object>(
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  'must be a JSON object, or JSON text',
);
const versionNumber = z.int().min(1);

export const createPolicyInput = z.strictObject({
  name: nodeName,
  description: nodeDescription.nullish(),
  document,
});
export type CreatePolicyInput = z.infer<typeof createPolicyInput>;

export const updatePolicyInput = z.strictObject({
  id: idText,
  name: nodeName.nullish(),
  description: nodeDescription.nullish(),
  expectedVersion: expectedVersion.nullish(),
});
export type UpdatePolicyInput = z.infer<typeof updatePolicyInput>;

export const createPolicyVersionInput = z.strictObject({
  policyId: idText,
  document,
  setAsDefault: z.boolean(),
  expectedVersion: expectedVersion.nullish(),
});
export type CreatePolicyVersionInput = z.infer<typeof createPolicyVersionInput>;

export const policyVersionInput = z.strictObject({ policyId: idText, number: versionNumber });
export type PolicyVersionInput = z.infer<typeof policyVersionInput>;

export const deletePolicyInput = z.strictObject({ id: idText });
export type DeletePolicyInput = z.infer<typeof deletePolicyInput>;

export const policyFilterInput = z.strictObject({
  namePrefix: text({ max: 128 }).nullish(),
  scope: z.enum(POLICY_SCOPES).nullish(),
});
export type PolicyFilterInput = z.infer<typeof policyFilterInput>;

export const validatePolicyInput = z.strictObject({
  document,
  kind: z.enum(['identity', 'resource', 'trust', 'boundary', 'session', 'guardrail']),
});
export type ValidatePolicyInput = z.infer<typeof validatePolicyInput>;

/** `targetId` is an account, a group or a role. */
export const attachPolicyInput = z.strictObject({ policyId: idText, targetId: idText });
export type AttachPolicyInput = z.infer<typeof attachPolicyInput>;

export const putInlinePolicyInput = z.strictObject({ targetId: idText, name: nodeName, document });
export type PutInlinePolicyInput = z.infer<typeof putInlinePolicyInput>;

export const deleteInlinePolicyInput = z.strictObject({ targetId: idText, name: nodeName });
export type DeleteInlinePolicyInput = z.infer<typeof deleteInlinePolicyInput>;

export const removePermissionsBoundaryInput = z.strictObject({ targetId: idText });
export type RemovePermissionsBoundaryInput = z.infer<typeof removePermissionsBoundaryInput>;

export const setTrustPolicyInput = z.strictObject({ roleId: idText, document });
export type SetTrustPolicyInput = z.infer<typeof setTrustPolicyInput>;

export const removeTrustPolicyInput = z.strictObject({ roleId: idText });
export type RemoveTrustPolicyInput = z.infer<typeof removeTrustPolicyInput>;

/** A resource is any string: `orders:order/42`, `arn:aws:s3:::bucket`. */
export const resourceName = text({ max: 1024 });

export const setResourcePolicyInput = z.strictObject({ resource: resourceName, document });
export type SetResourcePolicyInput = z.infer<typeof setResourcePolicyInput>;

export const removeResourcePolicyInput = z.strictObject({ resource: resourceName });
export type RemoveResourcePolicyInput = z.infer<typeof removeResourcePolicyInput>;

export const createGuardrailInput = createPolicyInput;
export const updateGuardrailInput = updatePolicyInput.extend({ document: document.nullish() });
export type UpdateGuardrailInput = z.infer<typeof updateGuardrailInput>;
export const deleteGuardrailInput = deletePolicyInput;
