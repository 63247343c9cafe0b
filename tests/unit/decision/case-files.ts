import { readFileSync } from 'node:fs';

/** One file of tests/data/decision, whose cases look as the reader says. */
export interface CaseFile {
  readonly about: string;
  readonly policies?: Readonly<Record<string, unknown>>;
  readonly cases: readonly unknown[];
}

export function readFile(name: string): CaseFile {
  const url = new URL(`../../data/decision/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as CaseFile;
}
