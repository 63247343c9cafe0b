import { readdirSync, readFileSync } from 'node:fs';
import { EJSON } from 'bson';

interface CaseFile {
  /** The pages of MongoDB's manual that the cases come from. */
  readonly manual: readonly string[];
  /** Files of MongoDB's own tests or source that settle what the manual leaves open. */
  readonly server?: readonly string[];
  readonly cases: readonly unknown[];
}

/**
 * The cases of a folder of data, one file a topic: JSON in which bare numbers are int or double, and extended JSON
 * gives the other types.
 */
export function readCases(name: string): unknown[] {
  const folder = new URL(`data/${name}/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const { manual, cases } = EJSON.parse(text, { relaxed: false }) as CaseFile;
      if (manual.length === 0) throw new Error(`${name}/${file} does not say where its cases come from`);
      return cases;
    });
}

/** A case as a title. */
export function title(value: unknown): string {
  const text = value === undefined ? 'nothing' : EJSON.stringify(value, { relaxed: true });
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
