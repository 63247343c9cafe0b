import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { contextShape } from '../decisions/decision.input.js';
import { changeGroupMembersInput } from '../groups/group.input.js';
import {
  attachPolicyInput,
  createGuardrailInput,
  createPolicyVersionInput,
  deleteGuardrailInput,
  deleteInlinePolicyInput,
  policyVersionInput,
  putInlinePolicyInput,
  removePermissionsBoundaryInput,
  removeResourcePolicyInput,
  setResourcePolicyInput,
  updateGuardrailInput,
} from '../policies/policy.input.js';
import { assignRoleInput, includeRoleInput } from '../roles/role.input.js';

export const MAX_CHANGES = 20;
export const MAX_COMPARED_ACTIONS = 100;
export const MAX_COMPARED_RESOURCES = 100;

const actionName = text({ max: 256 });
const resourceText = text({ max: 2048 });

/** What a draft may hold: what the mutations of these names take. */
const CHANGES = {
  createPolicyVersion: createPolicyVersionInput,
  setDefaultPolicyVersion: policyVersionInput,
  putInlinePolicy: putInlinePolicyInput,
  deleteInlinePolicy: deleteInlinePolicyInput,
  setResourcePolicy: setResourcePolicyInput,
  removeResourcePolicy: removeResourcePolicyInput,
  createGuardrail: createGuardrailInput,
  updateGuardrail: updateGuardrailInput,
  deleteGuardrail: deleteGuardrailInput,
  setPermissionsBoundary: attachPolicyInput,
  removePermissionsBoundary: removePermissionsBoundaryInput,
  attachPolicy: attachPolicyInput,
  detachPolicy: attachPolicyInput,
  addGroupMembers: changeGroupMembersInput,
  removeGroupMembers: changeGroupMembersInput,
  assignRole: assignRoleInput,
  unassignRole: assignRoleInput,
  includeRole: includeRoleInput,
  excludeRole: includeRoleInput,
} as const;

type Changes = typeof CHANGES;
export type ChangeKind = keyof Changes;

/** The input of each kind of change. */
export type ChangeInputs = { readonly [K in ChangeKind]: z.infer<Changes[K]> };

/** One change, by the name of the mutation that would make it. */
export type DraftChange = {
  readonly [K in ChangeKind]: { readonly kind: K; readonly input: ChangeInputs[K] };
}[ChangeKind];

/** Where a draft names no change, or several at once. */
const ONE_CHANGE = 'must be exactly one change';

export const draftInput = z.strictObject({
  changes: z
    .array(
      z
        .strictObject(CHANGES)
        .partial()
        .refine((change) => Object.values(change).filter((input) => input !== undefined).length === 1, {
          message: ONE_CHANGE,
        }),
    )
    .min(1)
    .max(MAX_CHANGES),
  actions: z.array(actionName).min(1).max(MAX_COMPARED_ACTIONS).nullish(),
  resources: z.array(resourceText).min(1).max(MAX_COMPARED_RESOURCES).nullish(),
  context: contextShape.nullish(),
});
type DraftInput = z.infer<typeof draftInput>;

/** A draft whose changes say of which kind they are. */
export interface WhatIfInput extends Omit<DraftInput, 'changes'> {
  readonly changes: readonly DraftChange[];
}

export function whatIfInputOf({ changes, ...rest }: DraftInput): WhatIfInput {
  return { ...rest, changes: changes.map(changeOf) };
}

function changeOf(change: DraftInput['changes'][number]): DraftChange {
  const [entry] = Object.entries(change).filter(([, input]) => input !== undefined);
  const [kind, input] = entry ?? [];
  // The shape says that there is exactly one, and which input belongs to which kind.
  return { kind, input } as DraftChange;
}

export const whoCanInput = z.strictObject({
  action: actionName,
  resource: resourceText,
  context: contextShape.nullish(),
});
export type WhoCanInput = z.infer<typeof whoCanInput>;

export const whatCanInput = z.strictObject({ principalId: idText.nullish() });
export type WhatCanInput = z.infer<typeof whatCanInput>;

export const MAX_SIMULATED = 100;
export const MAX_PAIRS = 1000;
export const MAX_EXPLAINED = 20;
const MAX_DOCUMENTS = 20;

const document = z.custom<string | object>(
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  'must be a JSON object, or JSON text',
);
const named = z.strictObject({ name: text({ max: 128 }).nullish(), document });

export const simulateInput = z.strictObject({
  principal: text({ max: 512 }).nullish(),
  identityPolicies: z.array(named).max(MAX_DOCUMENTS).nullish(),
  permissionsBoundary: document.nullish(),
  sessionPolicy: document.nullish(),
  resourcePolicy: document.nullish(),
  guardrails: z
    .array(z.strictObject({ policies: z.array(named).min(1).max(MAX_DOCUMENTS) }))
    .max(5)
    .nullish(),
  resourceAccount: text({ max: 64 }).nullish(),
  context: contextShape.nullish(),
  actions: z.array(actionName).min(1).max(MAX_SIMULATED),
  resources: z.array(resourceText).min(1).max(MAX_SIMULATED),
  explain: z.boolean().nullish(),
});
export type SimulateInput = z.infer<typeof simulateInput>;
