import { describe, expect, test } from '@jest/globals';
import { createAnswerTime } from '../../../src/features/credentials/answer-time.js';
import type { RealmHandle } from '../../../src/realms/realm.js';

/** Only its identity counts here. */
const realm = {} as RealmHandle;
/** A clock that only waiting moves, by exactly as much. */
function clock() {
  let time = 1000;
  return {
    now: () => time,
    sleep: (milliseconds: number) => {
      time += milliseconds;
      return Promise.resolve();
    },
  };
}

function answers(foreignMs: number, ownMs = 14) {
  const timer = clock();
  const answerTime = createAnswerTime({
    slowestForeignHash: () => Promise.resolve(foreignMs),
    ownHash: () => ownMs,
    timer,
  });
  return { ...answerTime, timer };
}

/** How many milliseconds an answer takes for work that began `ago` milliseconds before now. */
async function timeOf(
  answering: ReturnType<typeof answers>,
  { ago = 0, waitedMs = 0 } = {},
): Promise<number> {
  const now = answering.timer.now();
  await answering.due(realm, now - ago, waitedMs);
  return answering.timer.now() - now;
}

describe('a refused login is answered', () => {
  test('after 100 ms where hashes are fast', async () => {
    expect(await timeOf(answers(0))).toBe(100);
  });

  test('later where one imported hash is slow, whichever account was asked for', async () => {
    const slow = answers(100);
    expect(await timeOf(slow)).toBe(250);
    expect(await timeOf(slow)).toBe(250);
  });

  test('later as soon as a slower hash was met', async () => {
    const meeting = answers(0);
    await timeOf(meeting);
    meeting.learn(realm, { tookMs: 100, nominalMs: 100 });
    expect(await timeOf(meeting)).toBe(250);
  });

  test('at a whole step where the work took longer than one', async () => {
    expect(await timeOf(answers(0), { ago: 130 })).toBe(70);
  });

  test('later by the wait in the queue, in steps of 50 ms', async () => {
    expect(await timeOf(answers(0), { waitedMs: 1 })).toBe(150);
    expect(await timeOf(answers(0), { waitedMs: 50 })).toBe(150);
    expect(await timeOf(answers(0), { waitedMs: 51 })).toBe(200);
  });

  test('no later for slow imported hashes on the way, but for their cost', async () => {
    const mixed = answers(100);
    for (let times = 0; times < 200; times += 1) mixed.learn(realm, { tookMs: 1000, nominalMs: 100 });
    expect(await timeOf(mixed)).toBe(250);
  });

  test('later on a slower machine', async () => {
    const slow = answers(0, 14);
    for (let times = 0; times < 200; times += 1) {
      slow.learn(realm, { tookMs: 140, nominalMs: 14 });
    }
    expect(await timeOf(slow)).toBeGreaterThan(300);
  });
});
