import { Schema } from 'mongoose';
import { findAllPlain } from '../../platform/mongo/find-plain.js';
import type { ControlDatabase } from '../../realms/control-database.js';
import type { CollectionDefinition } from '../../realms/realm.js';

/** Failures of one window, counted under a key that only this installation can compute. */
export interface ThrottleRecord {
  readonly _id: string;
  readonly failures: number;
  readonly lastFailureAt: Date;
  readonly expiresAt: Date;
}

const schema = new Schema<ThrottleRecord>(
  {
    _id: { type: String, required: true },
    failures: { type: Number, required: true },
    lastFailureAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);

/** In the control database: what is counted is of all processes, and an address of all realms. */
export const throttleRecords: CollectionDefinition<ThrottleRecord> = {
  collection: 'throttles',
  schema,
  indexes: [{ key: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }],
};

/** The records of some keys, in one command. */
export function readThrottles(control: ControlDatabase, keys: readonly string[]): Promise<ThrottleRecord[]> {
  return findAllPlain(control.model(throttleRecords), { _id: { $in: keys } }, keys.length);
}

/** One key's share of a failed attempt. */
export interface ThrottleFailure {
  readonly key: string;
  /** False for an attempt that was refused whatever it held: it is written all the same, and counts for nothing. */
  readonly counts: boolean;
  readonly at: Date;
  readonly expiresAt: Date;
}

const LONG_AGO = new Date(0);

/** Counts a failure under several keys, in one command whatever counts. */
export async function writeThrottles(
  control: ControlDatabase,
  failures: readonly ThrottleFailure[],
): Promise<void> {
  await control.model(throttleRecords).bulkWrite(
    failures.map(({ key, counts, at, expiresAt }) => ({
      updateOne: {
        filter: { _id: key },
        update: {
          $inc: { failures: counts ? 1 : 0 },
          $max: { lastFailureAt: counts ? at : LONG_AGO },
          $setOnInsert: { expiresAt },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}
