import { Timestamp } from 'bson';
import { type Key, uint32Key } from '../storage/keys.js';

/**
 * A place in the history of changes: 12 bytes, in order. The commit's time (seconds, then a number within them) and
 * the change's number within the commit.
 */
export type Position = Key;

/** A cluster time: seconds since the epoch in the upper 32 bits, a number within them in the lower. */
export type Time = bigint;

const LAST = 0xffff_ffff;

export function positionOf(time: Time, index: number): Position {
  return uint32Key(Number(time >> 32n)) + uint32Key(Number(time & 0xffff_ffffn)) + uint32Key(index);
}

/** After everything that was committed at `time`. */
export function positionAfter(time: Time): Position {
  return positionOf(time, LAST);
}

/** Before everything that was committed at `time`. */
export function positionBefore(time: Time): Position {
  return positionAfter(time - 1n);
}

export function timeOf(position: Position): Time {
  return (BigInt(uint32At(position, 0)) << 32n) | BigInt(uint32At(position, 4));
}

export function timestampOf(time: Time): Timestamp {
  return new Timestamp(time);
}

function uint32At(key: Key, at: number): number {
  return (
    key.charCodeAt(at) * 2 ** 24 +
    ((key.charCodeAt(at + 1) << 16) | (key.charCodeAt(at + 2) << 8) | key.charCodeAt(at + 3))
  );
}
