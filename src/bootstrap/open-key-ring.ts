import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createKeyRing, createSealer, type KeyRing } from '../platform/crypto/key-ring.js';
import type { ControlDatabase } from '../realms/control-database.js';
import { openInstallation, readInstallation, WrongMasterKeyError } from '../realms/installation.js';
import { ensureSecretFile, readSecretFile } from './secret-file.js';
import { StartError } from './start-error.js';

const KEY_BYTES = 32;

/** Where master keys come from: the environment, or a file that is made at the first start. */
export interface MasterKeySource {
  readonly configured: readonly Buffer[] | undefined;
  /** Where generated secrets live; undefined for MongoDB, where nothing is generated. */
  readonly secretsDir: string | undefined;
}

/**
 * The key ring of an installation.
 *
 * @throws StartError if the keys are not the store's, there is no key, or the file of a store that has secrets is gone
 */
export async function openKeyRing(control: ControlDatabase, source: MasterKeySource): Promise<KeyRing> {
  const sealer = createSealer(source.configured ?? [await generatedKey(control, source.secretsDir)]);
  try {
    return createKeyRing(sealer, await openInstallation(control, sealer));
  } catch (error) {
    throw error instanceof WrongMasterKeyError ? new StartError(error.message, { cause: error }) : error;
  }
}

async function generatedKey(control: ControlDatabase, secretsDir: string | undefined): Promise<Buffer> {
  if (secretsDir === undefined) {
    throw new StartError('REEVE_MASTER_KEY is required with MONGODB_URI (openssl rand -base64 32).');
  }
  const file = path.join(secretsDir, 'master.key');
  const known = await readSecretFile(file);
  if (known === undefined && (await readInstallation(control)) !== undefined) {
    throw new StartError(
      `${file} is missing, and the store holds secrets that only it opens. Put it back, or set REEVE_MASTER_KEY to its content.`,
    );
  }
  const { secret } = known ?? (await ensureSecretFile(file, () => randomBytes(KEY_BYTES).toString('base64')));
  const key = Buffer.from(secret, 'base64');
  if (key.length !== KEY_BYTES) throw new StartError(`${file} must hold 32 bytes in base64.`);
  return key;
}
