import { expect, test } from '@jest/globals';
import { UnavailableError } from '../../../src/kernel/errors.js';
import { createHashingPool } from '../../../src/platform/password-hashing/hashing-pool.js';

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test('at most `concurrency` run at once, in the order in which they came', async () => {
  const pool = createHashingPool({ concurrency: 2, maxQueue: 10 });
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((index) =>
      pool.run(async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(index);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return index;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  expect(results.map(({ value }) => value)).toEqual(order);
  expect(results[0]?.waitedMs).toBe(0);
  expect(results[5]?.waitedMs).toBeGreaterThan(4);
});

test('a full queue refuses at once, and takes work again when there is room', async () => {
  const pool = createHashingPool({ concurrency: 1, maxQueue: 1 });
  const { opened, open } = gate();
  const first = pool.run(() => opened);
  const second = pool.run(() => Promise.resolve('second'));
  expect(pool.queueLength).toBe(1);
  await expect(pool.run(() => Promise.resolve())).rejects.toThrow(UnavailableError);
  open();
  await first;
  expect((await second).value).toBe('second');
  expect((await pool.run(() => Promise.resolve('third'))).value).toBe('third');
});

test('whoever listens is told of every turn, with the queue as it is from then on', async () => {
  const pool = createHashingPool({ concurrency: 1, maxQueue: 10 });
  const queues: number[] = [];
  pool.onTurn(() => queues.push(pool.queueLength));
  await Promise.all([0, 1, 2].map(() => pool.run(() => Promise.resolve())));
  expect(queues).toEqual([1, 0, 0]);
});

test('work that fails gives its place back', async () => {
  const pool = createHashingPool({ concurrency: 1, maxQueue: 1 });
  await expect(pool.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect((await pool.run(() => Promise.resolve(1))).value).toBe(1);
});
