import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/kernel/errors.js';

describe('bad input', () => {
  test('names each place', () => {
    const { message } = new InvalidInputError([
      { path: ['memberIds', 1], message: 'Not an id.' },
      { path: [], message: 'Unknown field.' },
    ]);
    expect(message).toBe('memberIds.1: Not an id.; input: Unknown field.');
  });

  test('is told in a message of bounded length, however much of it there is', () => {
    const issues = Array.from({ length: 1000 }, (_, at) => ({
      path: ['memberIds', at],
      message: 'Not an id.',
    }));
    const error = new InvalidInputError(issues);
    expect(error.message).toMatch(/^memberIds\.0: Not an id\.; .*memberIds\.9: Not an id\.; and 990 more$/);
    expect(error.issues).toHaveLength(1000);
  });
});
