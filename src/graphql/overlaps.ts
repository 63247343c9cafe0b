import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';

/** Fields of a document whose name is there already in the same selection. Real documents have a handful. */
export const MAX_REPEATED_FIELDS = 50;
/** Spreads of named fragments in a document. */
export const MAX_FRAGMENT_SPREADS = 100;

/** What of a document has to be compared to find out whether all of it can be merged into one answer. */
export interface Overlaps {
  repeatedFields: number;
  fragmentSpreads: number;
}

/**
 * Counts what graphql-js compares with one another when it looks for fields that cannot be merged: each two fields of
 * one name in a selection with all that is below them, and each two fragments. That costs the square of their number,
 * a quarter of a second for a document of 9 KB, and strangers may send it.
 */
export function overlapsOf({ definitions }: DocumentNode): Overlaps {
  const total: Overlaps = { repeatedFields: 0, fragmentSpreads: 0 };
  for (const definition of definitions) {
    if ('selectionSet' in definition) count(definition.selectionSet, new Set(), total);
  }
  return total;
}

function count({ selections }: SelectionSetNode, names: Set<string>, total: Overlaps): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      total.fragmentSpreads += 1;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      count(selection.selectionSet, names, total);
    } else {
      const name = (selection.alias ?? selection.name).value;
      if (names.has(name)) total.repeatedFields += 1;
      names.add(name);
      if (selection.selectionSet !== undefined) count(selection.selectionSet, new Set(), total);
    }
  }
}
