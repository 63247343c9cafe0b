import { expect, test } from '@jest/globals';
import { createGathering } from '../../../src/kernel/gathering.js';

/** Answers each number with its double, and remembers what was asked together. */
function doubling({ waits, most = 10, withinMs }: { waits: boolean; most?: number; withinMs?: number }) {
  const state = { waits };
  const batches: (readonly number[])[] = [];
  const gathering = createGathering<number, number>({
    work(questions) {
      batches.push(questions);
      return questions.map((question) => Promise.resolve(question * 2));
    },
    worthWaiting: () => state.waits,
    most,
    ...(withinMs !== undefined && { withinMs }),
  });
  return { state, batches, gathering };
}

test('where nothing is worth waiting for, each question is asked at once', async () => {
  const { batches, gathering } = doubling({ waits: false });
  expect(await Promise.all([gathering.ask(1), gathering.ask(2)])).toEqual([2, 4]);
  expect(batches).toEqual([[1], [2]]);
});

test('what waits is asked together when it is no longer worth waiting, each with its own answer', async () => {
  const { state, batches, gathering } = doubling({ waits: true });
  const answers = [1, 2, 3].map((question) => gathering.ask(question));
  gathering.check();
  expect(batches).toEqual([]);
  state.waits = false;
  gathering.check();
  expect(batches).toEqual([[1, 2, 3]]);
  expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  gathering.check();
  expect(batches).toHaveLength(1);
});

test('no more than the most wait', async () => {
  const { batches, gathering } = doubling({ waits: true, most: 2 });
  expect(await Promise.all([gathering.ask(1), gathering.ask(2)])).toEqual([2, 4]);
  expect(batches).toEqual([[1, 2]]);
});

test('nobody waits longer than the time that is set', async () => {
  const { batches, gathering } = doubling({ waits: true, withinMs: 5 });
  expect(await Promise.all([gathering.ask(1), gathering.ask(2)])).toEqual([2, 4]);
  expect(await gathering.ask(3)).toBe(6);
  expect(batches).toEqual([[1, 2], [3]]);
});

test('one that fails leaves the others alone; work that does not begin fails all of its batch', async () => {
  const gathering = createGathering<string, string>({
    work(questions) {
      if (questions.includes('none')) throw new Error('no work');
      return questions.map((question) =>
        question === 'bad' ? Promise.reject(new Error('bad')) : Promise.resolve(question),
      );
    },
    worthWaiting: () => true,
    most: 2,
  });
  const [bad, good] = [gathering.ask('bad'), gathering.ask('good')];
  await expect(bad).rejects.toThrow('bad');
  expect(await good).toBe('good');
  const [none, other] = [gathering.ask('none'), gathering.ask('other')];
  await expect(none).rejects.toThrow('no work');
  await expect(other).rejects.toThrow('no work');
});
