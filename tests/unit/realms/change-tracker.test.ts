import { describe, expect, test } from '@jest/globals';
import { createChangeTracker } from '../../../src/realms/change-tracker.js';
import type { ChangeRecord } from '../../../src/realms/changes.js';

function tracker(log: readonly ChangeRecord[] | undefined, start = 10) {
  let reads = 0;
  const changes = createChangeTracker(start, (from, to) => {
    reads += 1;
    return Promise.resolve(log?.filter(({ _id }) => _id > from && _id <= to));
  });
  return { changes, reads: () => reads };
}

describe('what changed since', () => {
  test('only what a revision touched counts as changed', async () => {
    const { changes } = tracker([
      { _id: 11, touched: ['group:a'] },
      { _id: 12, touched: ['account:b', 'policy:c'] },
    ]);
    await changes.reach(12);
    expect(changes.revision).toBe(12);
    expect(changes.unchanged(['group:a'], 10)).toBe(false);
    expect(changes.unchanged(['group:a'], 11)).toBe(true);
    expect(changes.unchanged(['group:z', 'account:b'], 11)).toBe(false);
    expect(changes.unchanged(['group:z'], 10)).toBe(true);
  });

  test('what was derived before the realm was opened counts as changed', () => {
    expect(tracker([]).changes.unchanged([], 9)).toBe(false);
  });

  test('a change of everything touches everything before it, and nothing after it', async () => {
    const { changes } = tracker([
      { _id: 11, touched: ['*'] },
      { _id: 12, touched: ['group:a'] },
    ]);
    await changes.reach(12);
    expect(changes.unchanged(['group:z'], 10)).toBe(false);
    expect(changes.unchanged(['group:z'], 11)).toBe(true);
  });

  test('where the log has a gap, everything counts as changed', async () => {
    const { changes } = tracker(undefined);
    await changes.reach(50);
    expect(changes.revision).toBe(50);
    expect(changes.unchanged([], 49)).toBe(false);
    expect(changes.unchanged([], 50)).toBe(true);
  });

  test("one's own commits need no read; those behind another's do", async () => {
    const { changes, reads } = tracker([
      { _id: 12, touched: ['group:other'] },
      { _id: 13, touched: ['group:own'] },
    ]);
    changes.note(11, ['group:a']);
    expect(changes.reach(11)).toBeUndefined();
    changes.note(13, ['group:own']);
    expect(changes.revision).toBe(11);
    await Promise.all([changes.reach(13), changes.reach(12), changes.reach(13)]);
    expect(changes.unchanged(['group:other'], 11)).toBe(false);
    expect(reads()).toBe(1);
  });

  test('a failed read is asked again', async () => {
    let broken = true;
    const changes = createChangeTracker(1, () =>
      broken ? Promise.reject(new Error('away')) : Promise.resolve([{ _id: 2, touched: [] }]),
    );
    await expect(changes.reach(2)).rejects.toThrow('away');
    broken = false;
    await changes.reach(2);
    expect(changes.revision).toBe(2);
  });
});
