import type { Document } from './documents.js';
import { badValue, failedToParse } from './errors.js';
import { compileFilter } from './filter.js';
import { isDocument } from './values.js';

/** By identifier: does an array element pass? */
export type ArrayFilters = ReadonlyMap<string, (element: unknown) => boolean>;

/** Compiles `arrayFilters`. Throws 2 and 9 for what MongoDB refuses. */
export function compileArrayFilters(filters: readonly Document[]): ArrayFilters {
  const compiled = new Map<string, (element: unknown) => boolean>();
  for (const filter of filters) {
    const { test } = compileFilter(filter, { within: 'update' });
    const identifier = identifierOf(filter);
    if (compiled.has(identifier)) {
      throw failedToParse(`Found multiple array filters with the same top-level field name ${identifier}`);
    }
    compiled.set(identifier, (element) => test({ [identifier]: element }));
  }
  return compiled;
}

function identifierOf(filter: Document): string {
  const names = new Set(topLevelNames(filter));
  const [first, second] = names;
  if (first === undefined)
    throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
  if (second !== undefined) {
    throw failedToParse(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${first}' and '${second}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(first)) {
    throw badValue(
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${first}'`,
    );
  }
  return first;
}

function topLevelNames(filter: Document): string[] {
  return Object.keys(filter).flatMap((key) => {
    const value = filter[key];
    if (!key.startsWith('$')) return [key.split('.', 1)[0] ?? ''];
    return Array.isArray(value) ? value.filter(isDocument).flatMap(topLevelNames) : [];
  });
}
