import { createNamedNodeStore, namedNodeCollection, type NamedNodeRecord } from '../edges/named-nodes.js';
import { GroupNameTakenError } from './group.errors.js';
import type { Group } from './group.js';

export const groupRecords = namedNodeCollection('groups');

export const groupStore = createNamedNodeStore(
  groupRecords,
  'The group',
  (name) => new GroupNameTakenError(name),
);

/** The group that a record describes. */
export function groupOf(record: NamedNodeRecord): Group {
  return {
    id: record._id,
    name: record.name,
    ...(record.description !== undefined && { description: record.description }),
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}
