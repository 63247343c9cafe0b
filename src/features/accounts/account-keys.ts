import { emailKey } from './email.js';

/** Lower than any character that a name may contain, so that names order as if they stood alone. */
const SEPARATOR = '\u0001';

/** What `AccountRecord.nameKey` holds. What has no name comes first. */
export function nameKey(name: string | undefined, id: string): string {
  return `${normalizedName(name ?? '')}${SEPARATOR}${id}`;
}

/** The form in which names are compared: NFC, lower case without regard to locale. */
export function normalizedName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** What `AccountRecord.loginKey` holds. An id has no `@`, so the two kinds never meet. */
export function loginKey(email: string | undefined, id: string): string {
  if (email === undefined) return id;
  const key = emailKey(email);
  if (key === undefined) throw new Error('An e-mail address reached the store unchecked.');
  return key;
}
