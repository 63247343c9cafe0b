import { EJSON } from 'bson';

/** A value as an error message shows it; long ones are cut. */
export function shellText(value: unknown): string {
  const text = value === undefined ? 'missing' : EJSON.stringify(value, { relaxed: true });
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
