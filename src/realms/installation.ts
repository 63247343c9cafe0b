import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import { UnsealError, type Sealer } from '../platform/crypto/key-ring.js';
import { duplicateKey } from '../platform/mongo/storage-errors.js';
import type { ControlDatabase } from './control-database.js';
import type { CollectionDefinition } from './realm.js';

/** The one record of an installation: everything that shares a control database. */
export interface InstallationRecord {
  readonly _id: 'installation';
  /** 32 random bytes, sealed under the master key: where derived keys come from, and the proof of the right master key. */
  readonly secret: string;
  readonly createdAt: Date;
  /** The login name of the first administrator, settled before the account is made. */
  readonly administratorEmail?: string;
  /** When the first start was complete; until then every start goes on with it. */
  readonly startedAt?: Date;
}

const ID = 'installation';
const CONTEXT = 'installation-secret';
const SECRET_BYTES = 32;

const schema = new Schema<InstallationRecord>(
  {
    _id: { type: String, required: true },
    secret: { type: String, required: true },
    createdAt: { type: Date, required: true },
    administratorEmail: { type: String },
    startedAt: { type: Date },
  },
  { versionKey: false },
);

export const installations: CollectionDefinition<InstallationRecord> = {
  collection: 'installation',
  schema,
  indexes: [],
};

/** The master keys of the environment are not the ones that this installation's secrets are sealed under. */
export class WrongMasterKeyError extends Error {
  constructor(cause: UnsealError) {
    super(
      'REEVE_MASTER_KEY is not the key of this store: it cannot open the secrets that are sealed there. ' +
        'Start with the key that the store was made with (it may follow a new one in the list). ' +
        cause.message,
      { cause },
    );
    this.name = 'WrongMasterKeyError';
  }
}

/**
 * The installation's secret, made at the first start; of two first starts at once, one makes it. It is sealed again
 * when the first master key of the list is a new one.
 *
 * @throws WrongMasterKeyError if none of the master keys opens it
 */
export async function openInstallation(control: ControlDatabase, sealer: Sealer): Promise<Buffer> {
  const record = await findOrMake(control, sealer);
  let secret: Buffer;
  try {
    secret = sealer.open(record.secret, CONTEXT);
  } catch (error) {
    throw error instanceof UnsealError ? new WrongMasterKeyError(error) : error;
  }
  if (sealer.isStale(record.secret)) {
    await control
      .model(installations)
      .updateOne({ _id: ID, secret: record.secret }, { $set: { secret: sealer.seal(secret, CONTEXT) } });
  }
  return secret;
}

async function findOrMake(control: ControlDatabase, sealer: Sealer): Promise<InstallationRecord> {
  const found = await readInstallation(control);
  if (found !== undefined) return found;
  const secret = sealer.seal(randomBytes(SECRET_BYTES), CONTEXT);
  try {
    await control.model(installations).insertOne({ _id: ID, secret, createdAt: new Date() });
  } catch (error) {
    if (duplicateKey(error) === undefined) throw error;
  }
  const made = await readInstallation(control);
  if (made === undefined) throw new Error('The installation record is gone right after it was made.');
  return made;
}

/** The record; undefined in a store where Reeve never started. */
export async function readInstallation(control: ControlDatabase): Promise<InstallationRecord | undefined> {
  return (await control.model(installations).findById(ID).lean<InstallationRecord>()) ?? undefined;
}

/** Settles who is the first administrator: the answer is the e-mail of whoever asked first. */
export async function settleAdministratorEmail(control: ControlDatabase, email: string): Promise<string> {
  await control
    .model(installations)
    .updateOne({ _id: ID, administratorEmail: { $exists: false } }, { $set: { administratorEmail: email } });
  return (await readInstallation(control))?.administratorEmail ?? email;
}

/** Takes a settlement back whose e-mail or password was refused, so that the next start may bring others. */
export async function unsettleAdministratorEmail(control: ControlDatabase, email: string): Promise<void> {
  await control
    .model(installations)
    .updateOne(
      { _id: ID, administratorEmail: email, startedAt: { $exists: false } },
      { $unset: { administratorEmail: 1 } },
    );
}

/** Marks the first start as complete. */
export async function markStarted(control: ControlDatabase, now: Date): Promise<void> {
  await control.model(installations).updateOne({ _id: ID }, { $set: { startedAt: now } });
}
