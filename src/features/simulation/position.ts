import { badCursor } from '../../kernel/bad-cursor.js';
import { isId } from '../../kernel/ids.js';
import type { Position } from './compare.js';

/** A position as an opaque cursor; it gives no more than the question does, so nothing signs it. */
export function cursorOf({ principalId, resource }: Position): string {
  const parts = resource === undefined ? [principalId] : [principalId, resource];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws InvalidInputError for what is no cursor of ours */
export function positionOf(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const parts = read(cursor);
  const [principalId, resource] = parts;
  const isPosition =
    parts.length <= 2 &&
    typeof principalId === 'string' &&
    isId(principalId) &&
    (resource === undefined || (typeof resource === 'string' && resource !== ''));
  if (!isPosition) {
    throw badCursor();
  }
  return { principalId, resource };
}

function read(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
