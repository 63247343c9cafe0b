import { z } from 'zod';
import { expectedVersion, idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { nodeDescription, nodeName } from '../edges/node-name.js';

export const createRoleInput = z.strictObject({
  name: nodeName,
  description: nodeDescription.nullish(),
});
export type CreateRoleInput = z.infer<typeof createRoleInput>;

export const updateRoleInput = z.strictObject({
  id: idText,
  name: nodeName.optional(),
  description: nodeDescription.nullish(),
  expectedVersion: expectedVersion.nullish(),
});
export type UpdateRoleInput = z.infer<typeof updateRoleInput>;

export const deleteRoleInput = z.strictObject({ id: idText });
export type DeleteRoleInput = z.infer<typeof deleteRoleInput>;

/** `subjectId` is an account or a group. */
export const assignRoleInput = z.strictObject({ roleId: idText, subjectId: idText });
export type AssignRoleInput = z.infer<typeof assignRoleInput>;

export const includeRoleInput = z.strictObject({ roleId: idText, includedRoleId: idText });
export type IncludeRoleInput = z.infer<typeof includeRoleInput>;

export const roleFilterInput = z.strictObject({ namePrefix: text({ max: 128 }).nullish() });
export type RoleFilterInput = z.infer<typeof roleFilterInput>;
