import { InvalidInputError } from './errors.js';

/** The error of an `after` that is no cursor of ours. */
export function badCursor(): InvalidInputError {
  return new InvalidInputError([{ path: ['after'], message: 'must be a cursor of an earlier page' }]);
}
