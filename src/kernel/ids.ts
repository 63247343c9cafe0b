import { v7, validate } from 'uuid';

/** A new UUIDv7 (RFC 9562): ids sort by the time at which they were made. */
export function newId(): string {
  return v7();
}

/** True for any UUID in canonical lower-case text, which is how every id of ours looks. */
export function isId(value: string): boolean {
  return validate(value) && value === value.toLowerCase();
}
