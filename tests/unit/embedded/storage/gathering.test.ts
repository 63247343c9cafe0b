import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Gathering } from '../../../../src/embedded/storage/gathering.js';

const SLOW_FLUSH_MS = 8;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** One flush that took `milliseconds`, and how many it answered or found waiting at its end. */
function flushed(gathering: Gathering, milliseconds: number, writers: number): void {
  const startedAt = performance.now();
  jest.advanceTimersByTime(milliseconds);
  gathering.ended(startedAt, writers);
}

/** Asks when to begin. Answers whether that has been answered yet. */
function asked(gathering: Gathering): () => boolean {
  let complete = false;
  void gathering.complete().then(() => (complete = true));
  return () => complete;
}

describe('a flush', () => {
  test('of a writer who is alone begins in the next turn, however long flushes take', async () => {
    const gathering = new Gathering();
    for (let i = 0; i < 3; i++) {
      gathering.joined(1);
      const complete = asked(gathering);
      await jest.advanceTimersByTimeAsync(0);
      expect(complete()).toBe(true);
      flushed(gathering, SLOW_FLUSH_MS, 1);
    }
  });

  test('begins as soon as as many writers wait as the last one saw', async () => {
    const gathering = new Gathering();
    flushed(gathering, SLOW_FLUSH_MS, 3);
    gathering.joined(1);
    const complete = asked(gathering);
    await jest.advanceTimersByTimeAsync(1);
    gathering.joined(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(complete()).toBe(false);
    gathering.joined(3);
    await jest.advanceTimersByTimeAsync(0);
    expect(complete()).toBe(true);
  });

  test('begins without those who do not come back', async () => {
    const gathering = new Gathering();
    flushed(gathering, SLOW_FLUSH_MS, 3);
    gathering.joined(1);
    const complete = asked(gathering);
    await jest.advanceTimersByTimeAsync(SLOW_FLUSH_MS / 4);
    expect(complete()).toBe(true);
  });

  test('waits no longer than a flush takes, even if writers keep coming', async () => {
    const gathering = new Gathering();
    flushed(gathering, SLOW_FLUSH_MS, 100);
    const complete = asked(gathering);
    for (let waiting = 1; waiting <= SLOW_FLUSH_MS; waiting++) {
      gathering.joined(waiting);
      expect(complete()).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
    }
    await jest.advanceTimersByTimeAsync(SLOW_FLUSH_MS / 4);
    expect(complete()).toBe(true);
  });

  test('waits for nobody once a flush could have been made since the last one', async () => {
    const gathering = new Gathering();
    flushed(gathering, SLOW_FLUSH_MS, 3);
    await jest.advanceTimersByTimeAsync(SLOW_FLUSH_MS + 1);
    gathering.joined(1);
    const complete = asked(gathering);
    await jest.advanceTimersByTimeAsync(0);
    expect(complete()).toBe(true);
  });

  test('waits for nobody on a disk that flushes sooner than a timer fires', async () => {
    const gathering = new Gathering();
    flushed(gathering, 1, 3);
    gathering.joined(1);
    const complete = asked(gathering);
    await jest.advanceTimersByTimeAsync(0);
    expect(complete()).toBe(true);
  });
});
