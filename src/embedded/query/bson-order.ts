/** MongoDB's comparison order over all BSON types; takes wrappers and promoted values. 0 also for 1 and 1.0. */
export function compareValues(_a: unknown, _b: unknown): number {
  throw new Error('not yet');
}
