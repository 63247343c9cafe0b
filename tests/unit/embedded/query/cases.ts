import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';

/**
 * The cases of one data file: JSON in which bare numbers are int or double, and extended JSON gives the other types.
 */
export function readCases(name: string): unknown {
  const text = readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8');
  return EJSON.parse(text, { relaxed: false });
}

/** A case as a title. */
export function title(value: unknown): string {
  const text = value === undefined ? 'nothing' : EJSON.stringify(value, { relaxed: true });
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
