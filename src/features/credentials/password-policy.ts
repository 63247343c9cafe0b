import { codePoints } from '../../kernel/text.js';
import type { RealmSettings } from '../../realms/realm-settings.js';
import { isCommonPassword } from './common-passwords.js';
import { PasswordPolicyError } from './credential.errors.js';

/** The form in which new passwords are measured, compared and hashed (NIST SP 800-63B-4, 3.1.1.2). */
export function normalizedPassword(password: string): string {
  return password.normalize('NFKC');
}

/** What an attacker would try first: words that belong to this account or realm. */
export type PasswordContext = readonly (string | undefined)[];

type PasswordSettings = RealmSettings['passwords'];

/** @throws PasswordPolicyError that names every rule which the password breaks */
export function checkPasswordPolicy(
  settings: PasswordSettings,
  password: string,
  context: PasswordContext,
): void {
  const reasons = brokenRules(settings, normalizedPassword(password), context);
  if (reasons.length > 0) throw new PasswordPolicyError(reasons);
}

const CLASSES = [
  { setting: 'requireLower', pattern: /\p{Ll}/u, reason: 'must contain a lower-case letter' },
  { setting: 'requireUpper', pattern: /\p{Lu}/u, reason: 'must contain an upper-case letter' },
  { setting: 'requireDigit', pattern: /\p{Nd}/u, reason: 'must contain a digit' },
  { setting: 'requireSymbol', pattern: /[^\p{L}\p{N}]/u, reason: 'must contain a symbol or a space' },
] as const;

function brokenRules(settings: PasswordSettings, password: string, context: PasswordContext): string[] {
  const { minLength, maxLength } = settings;
  const length = codePoints(password);
  const reasons: string[] = [];
  if (length < minLength || length > maxLength) {
    reasons.push(`must have ${minLength} to ${maxLength} characters`);
  }
  for (const { setting, pattern, reason } of CLASSES) {
    if (settings[setting] && !pattern.test(password)) reasons.push(reason);
  }
  if (settings.rejectCommon && length >= minLength) {
    if (isCommonPassword(password)) reasons.push('must not be one of the most common passwords');
    else if (isContext(password, context)) {
      reasons.push('must not be the name or e-mail address of the account or the realm');
    }
  }
  return reasons;
}

function isContext(password: string, context: PasswordContext): boolean {
  const bare = password.toLowerCase();
  return context.some((word) => word !== undefined && normalizedPassword(word).toLowerCase() === bare);
}
