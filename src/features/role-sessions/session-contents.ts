import type { RoleSession } from '../../kernel/actor.js';
import { examineDocument, type Limits } from '../policies/policy-document.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import { RoleSessionTooLargeError } from './role-session.errors.js';
import type { AssumeRoleInput } from './role-session.input.js';
import { MAX_PACKED_BYTES } from './role-session.js';

/**
 * What a session is given: its policy, as short as its text can be, and its tags.
 *
 * @throws InvalidPolicyError, RoleSessionTooLargeError
 */
export function sessionContents(
  { policy, tags }: Pick<AssumeRoleInput, 'policy' | 'tags'>,
  settings: Limits,
): Pick<RoleSession, 'policy' | 'tags'> {
  const given = Object.fromEntries((tags ?? []).map(({ key, value }) => [key, value]));
  const text = policy === null || policy === undefined ? undefined : compact(policy, settings);
  const bytes = Buffer.byteLength(text ?? '') + (tags?.length ? Buffer.byteLength(JSON.stringify(given)) : 0);
  if (bytes > MAX_PACKED_BYTES) throw new RoleSessionTooLargeError(bytes, MAX_PACKED_BYTES);
  return { policy: text, tags: given };
}

function compact(document: string | object, settings: Limits): string {
  const { errors } = examineDocument(document, 'session', settings);
  if (errors.length > 0) throw new InvalidPolicyError(errors);
  return JSON.stringify(typeof document === 'string' ? (JSON.parse(document) as unknown) : document);
}
