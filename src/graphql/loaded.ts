import { NotFoundError } from '../kernel/errors.js';

/** What a DataLoader answers for each id: the thing, or a NotFoundError that says what is missing. */
export function loaded<T>(things: readonly (T | undefined)[], what: string): (T | NotFoundError)[] {
  return things.map((thing) => thing ?? new NotFoundError(what));
}
