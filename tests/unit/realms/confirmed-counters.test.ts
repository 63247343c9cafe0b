import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  createConfirmedCounters,
  type ConfirmedCounters,
  type CounterReading,
} from '../../../src/realms/confirmed-counters.js';
import type { RealmCounters } from '../../../src/realms/realm.js';

interface PendingRead {
  answer(counters: RealmCounters): void;
  fail(error: Error): void;
}

const at = (revision: number, authEpoch = 1): RealmCounters => ({ revision, authEpoch });

let time: number;
let reads: PendingRead[];
let seen: string[];
let counters: ConfirmedCounters;

beforeEach(() => {
  time = 1000;
  reads = [];
  seen = [];
  const read = jest.fn(
    () =>
      new Promise<CounterReading<string>>((resolve, reject) => {
        reads.push({
          answer: (read) => resolve({ counters: read, record: `record ${read.revision}` }),
          fail: reject,
        });
      }),
  );
  counters = createConfirmedCounters(
    { counters: at(1), at: time },
    read,
    (record) => seen.push(record),
    () => time,
  );
});

describe('counters confirmed on demand', () => {
  test('are at hand for 500 ms, then need a read', async () => {
    time += 500;
    expect(counters.current()).toEqual(at(1));
    time += 1;
    const waiting = counters.current();
    expect(waiting).toBeInstanceOf(Promise);
    reads[0]?.answer(at(2));
    expect(await waiting).toEqual(at(2));
    expect(seen).toEqual(['record 2']);
  });

  test('are read once for all who wait', async () => {
    time += 501;
    const all = [1, 2, 3].map(async () => counters.current());
    expect(reads).toHaveLength(1);
    reads[0]?.answer(at(3));
    expect(await Promise.all(all)).toEqual([at(3), at(3), at(3)]);
  });

  test('date from before the read was sent', async () => {
    time += 501;
    const waiting = counters.current();
    time += 400;
    reads[0]?.answer(at(2));
    await waiting;
    time += 101;
    expect(counters.current()).toBeInstanceOf(Promise);
  });

  test('are read again rather than taken from a read that began too long ago', async () => {
    time += 501;
    const early = counters.current();
    time += 501;
    const late = counters.current();
    expect(reads).toHaveLength(2);
    reads[0]?.answer(at(2));
    reads[1]?.answer(at(5));
    expect(await early).toEqual(at(2));
    expect(await late).toEqual(at(5));
  });

  test('never go back behind what this process wrote', async () => {
    time += 501;
    const waiting = counters.current();
    counters.learn(at(7, 3), time);
    reads[0]?.answer(at(2, 1));
    expect(await waiting).toEqual(at(7, 3));
    expect(counters.current()).toEqual(at(7, 3));
  });

  test('are not vouched for by a read that began before a doubtful write', async () => {
    time += 501;
    const waiting = counters.current();
    time += 10;
    counters.doubt();
    reads[0]?.answer(at(2));
    await waiting;
    expect(counters.current()).toBeInstanceOf(Promise);
  });

  test('fail for all who wait if the store is away, and are tried again by the next', async () => {
    time += 501;
    const waiting = counters.current();
    reads[0]?.fail(new Error('away'));
    await expect(waiting).rejects.toThrow('away');
    const next = counters.current();
    reads[1]?.answer(at(1));
    expect(await next).toEqual(at(1));
  });
});
