import { createNamedNodeStore, namedNodeCollection, type NamedNodeRecord } from '../edges/named-nodes.js';
import { RoleNameTakenError } from './role.errors.js';
import type { Role } from './role.js';

export const roleRecords = namedNodeCollection('roles');

export const roleStore = createNamedNodeStore(
  roleRecords,
  'The role',
  (name) => new RoleNameTakenError(name),
);

/** The role that a record describes. */
export function roleOf(record: NamedNodeRecord): Role {
  return {
    id: record._id,
    name: record.name,
    ...(record.description !== undefined && { description: record.description }),
    builtIn: record.builtIn ?? false,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}
