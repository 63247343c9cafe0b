import { describe, expect, test } from '@jest/globals';
import { anomalies, type Operation, type Step } from '../support/history.js';

// The checker of histories: what no snapshot-isolated store would show is found, what one may show is not.

const append = (key: string, value: number): Step => ({ kind: 'append', key, value });
const read = (key: string, ...list: number[]): Step => ({ kind: 'read', key, list });

/** Operations that all ran at the same time, unless they say otherwise. */
function history(...operations: (readonly Step[] | Partial<Operation>)[]): Operation[] {
  return operations.map((operation, id) => ({
    id,
    steps: [],
    outcome: 'committed',
    began: 0,
    ended: 100,
    ...('length' in operation ? { steps: operation } : operation),
  }));
}

describe('is found', () => {
  const cases: Record<string, [RegExp, Operation[]]> = {
    'a lost update': [
      /append of 1 to a by 0 is lost/,
      history([read('a'), append('a', 1)], [read('a'), append('a', 2)], [read('a', 2)]),
    ],
    'two transactions that both read the same and both wrote': [
      /cycle/,
      history([read('a'), append('a', 1)], [read('a'), append('a', 2)], [read('a', 1, 2)]),
    ],
    'a dirty read': [
      /1 of a, which was aborted/,
      history({ steps: [append('a', 1)], outcome: 'aborted' }, [read('a', 1)]),
    ],
    'a read of what was not final': [
      /1 of a without the rest/,
      history([append('a', 1), append('a', 2)], [read('a', 1)], [read('a', 1, 2)]),
    ],
    'a fuzzy read': [
      /1 read a twice, and differently/,
      history([append('a', 1)], [read('a'), read('b'), read('a', 1)]),
    ],
    'a read without its own write': [
      /0 did not read its own/,
      history([append('a', 1), read('a')], [read('a', 1)]),
    ],
    'a torn transaction': [
      /cycle/,
      history([append('a', 1), append('b', 2)], [read('a', 1), read('b')], [read('a', 1), read('b', 2)]),
    ],
    'reads that saw two writes in different orders': [
      /cycle/,
      history([append('a', 1)], [append('b', 2)], [read('a', 1), read('b')], [read('a'), read('b', 2)]),
    ],
    'lists that are not beginnings of one order': [
      /in another order/,
      history([append('a', 1)], [append('a', 2)], [read('a', 1, 2)], [read('a', 2)]),
    ],
    'writes in contrary orders': [
      /cycle/,
      history(
        [append('a', 1), append('b', 1)],
        [append('a', 2), append('b', 2)],
        [read('a', 1, 2)],
        [read('b', 2, 1)],
      ),
    ],
    'transactions that each saw the other': [
      /cycle/,
      history([append('a', 1), read('b', 2)], [append('b', 2), read('a', 1)]),
    ],
    'a stale read': [
      /1 did not read 1 of a, acknowledged before it began/,
      history({ steps: [append('a', 1)], ended: 10 }, { steps: [read('a')], began: 20 }, [read('a', 1)]),
    ],
    'a value of nobody': [/9 of a, which nobody appended/, history([read('a', 9)])],
    'a value twice': [/a value of a twice/, history([append('a', 1)], [read('a', 1, 1)])],
    'an acknowledged append that nobody ever read': [
      /append of 1 to a by 0 is lost/,
      history([append('a', 1)], [read('a')]),
    ],
  };
  test.each(Object.entries(cases))('%s', (_, [sentence, operations]) => {
    expect(anomalies(operations)).toContainEqual(expect.stringMatching(sentence));
  });
});

describe('is permitted', () => {
  const cases: Record<string, Operation[]> = {
    nothing: [],
    'one after the other': history(
      { steps: [read('a'), append('a', 1), read('a', 1)], ended: 10 },
      { steps: [read('a', 1), append('a', 2)], began: 20 },
      [read('a', 1, 2)],
    ),
    'write skew': history(
      [read('a'), read('b'), append('a', 1)],
      [read('a'), read('b'), append('b', 2)],
      [read('a', 1), read('b', 2)],
    ),
    'an old snapshot beside a writer': history(
      [append('a', 1), append('b', 1)],
      [read('a'), read('b')],
      [read('a', 1), read('b', 1)],
    ),
    'an outcome that nobody heard, either way': history(
      { steps: [append('a', 1)], outcome: 'unknown' },
      { steps: [append('a', 2)], outcome: 'unknown' },
      [read('a', 1)],
    ),
    'what an aborted transaction read': history(
      [append('a', 1)],
      { steps: [read('a'), read('a', 1)], outcome: 'aborted' },
      [read('a', 1)],
    ),
  };
  test.each(Object.entries(cases))('%s', (_, operations) => {
    expect(anomalies(operations)).toEqual([]);
  });
});
