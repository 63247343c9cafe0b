import { describe, expect, test } from '@jest/globals';
import { createAnswerTime } from '../../../src/features/credentials/answer-time.js';
import type { RealmHandle } from '../../../src/realms/realm.js';

/** Only its identity counts here. */
const realm = {} as RealmHandle;
/** Timers fire up to a millisecond or two late, more on a busy machine; never early. */
const LATE_MS = 40;

function answers(foreignMs: number, ownMs = 14) {
  return createAnswerTime({ slowestForeignHash: () => Promise.resolve(foreignMs), ownHash: () => ownMs });
}

async function timeOf(work: (began: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  await work(began);
  return performance.now() - began;
}

function expectAbout(actual: number, expected: number): void {
  expect(actual).toBeGreaterThanOrEqual(expected);
  expect(actual).toBeLessThan(expected + LATE_MS);
}

describe('a refused login is answered', () => {
  test('after 100 ms where hashes are fast', async () => {
    expectAbout(await timeOf((began) => answers(0).due(realm, began, 0)), 100);
  });

  test('later where one imported hash is slow, whichever account was asked for', async () => {
    const slow = answers(100);
    expectAbout(await timeOf((began) => slow.due(realm, began, 0)), 250);
    expectAbout(await timeOf((began) => slow.due(realm, began, 0)), 250);
  });

  test('later as soon as a slower hash was met', async () => {
    const meeting = answers(0);
    await meeting.due(realm, performance.now(), 0);
    meeting.learn(realm, { value: false, waitedMs: 0, tookMs: 100, nominalMs: 100 });
    expectAbout(await timeOf((began) => meeting.due(realm, began, 0)), 250);
  });

  test('at a whole step where the work took longer than one', async () => {
    expectAbout(await timeOf((began) => answers(0).due(realm, began - 130, 0)), 70);
  });

  test('later by the wait in the queue, in steps of 50 ms', async () => {
    expectAbout(await timeOf((began) => answers(0).due(realm, began, 1)), 150);
    expectAbout(await timeOf((began) => answers(0).due(realm, began, 50)), 150);
    expectAbout(await timeOf((began) => answers(0).due(realm, began, 51)), 200);
  });

  test('later on a slower machine', async () => {
    const slow = answers(0, 14);
    for (let times = 0; times < 200; times += 1) {
      slow.learn(realm, { value: false, waitedMs: 0, tookMs: 140, nominalMs: 14 });
    }
    expectAbout(await timeOf((began) => slow.due(realm, began, 0)), 329);
  });
});
