import { z } from 'zod';
import { expectedVersion, idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { nodeDescription, nodeName } from '../edges/node-name.js';

export const MAX_BULK_MEMBERS = 1000;

export const createGroupInput = z.strictObject({
  name: nodeName,
  description: nodeDescription.nullish(),
});
export type CreateGroupInput = z.infer<typeof createGroupInput>;

export const updateGroupInput = z.strictObject({
  id: idText,
  name: nodeName.optional(),
  description: nodeDescription.nullish(),
  expectedVersion: expectedVersion.nullish(),
});
export type UpdateGroupInput = z.infer<typeof updateGroupInput>;

export const deleteGroupInput = z.strictObject({ id: idText });
export type DeleteGroupInput = z.infer<typeof deleteGroupInput>;

export const changeGroupMembersInput = z.strictObject({
  groupId: idText,
  memberIds: z.array(idText).min(1).max(MAX_BULK_MEMBERS),
});
export type ChangeGroupMembersInput = z.infer<typeof changeGroupMembersInput>;

export const groupFilterInput = z.strictObject({ namePrefix: text({ max: 128 }).nullish() });
export type GroupFilterInput = z.infer<typeof groupFilterInput>;
