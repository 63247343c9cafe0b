import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { mongo } from 'mongoose';
import type { Config } from '../config/config.js';
import { MEMORY } from '../config/load-config.js';
import { connectStore, type StoreConnection } from '../platform/mongo/connect.js';
import { DEFAULT_CONTROL_DATABASE } from '../realms/database-name.js';
import { StartError } from './start-error.js';
import { startEmbedded, type StartingStore } from './start-store.js';

/** The store of a process, connected. */
export interface OpenStore {
  readonly connection: StoreConnection;
  /** For a person: which store it is, and where. */
  readonly description: string;
  /** Where generated secrets live; undefined where nothing may be generated (MongoDB). */
  readonly secretsDir: string | undefined;
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  /**
   * True for commands that may run beside a server: where the embedded store has a living owner, they use its socket.
   * A server is refused instead.
   */
  readonly besideOwner: boolean;
  readonly observe?: ((client: mongo.MongoClient) => void) | undefined;
  /** The embedded store, if its start is under way already. */
  readonly starting?: StartingStore | undefined;
}

/** Connects to MONGODB_URI, or else starts the embedded store and connects to that. */
export async function openStore(
  config: Pick<Config, 'store'>,
  options: OpenStoreOptions,
): Promise<OpenStore> {
  if (config.store.kind === 'mongodb') {
    const connection = await connect(config.store.uri, options);
    const description = `MongoDB at ${hostsOf(config.store.uri)}, database ${connection.connection.name}`;
    return { connection, description, secretsDir: undefined, close: () => connection.close() };
  }
  return openEmbeddedStore(config.store.dataDir, options);
}

const FILE_SYSTEM_CODES: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

function isOfFileSystem(error: unknown): error is Error {
  return error instanceof Error && FILE_SYSTEM_CODES.has((error as NodeJS.ErrnoException).code);
}

async function openEmbeddedStore(dataDir: string, options: OpenStoreOptions): Promise<OpenStore> {
  const { StoreDamagedError, StoreFormatError } = await import('../embedded/storage/format-error.js');
  const { StoreOwnedError } = await import('../embedded/ownership.js');
  const inMemory = dataDir === MEMORY;
  const secretsDir = inMemory ? await mkdtemp(path.join(tmpdir(), 'reeve-')) : dataDir;
  const forgetSecrets = (): Promise<void> =>
    inMemory ? rm(secretsDir, { recursive: true, force: true }) : Promise.resolve();
  try {
    const owned = await (options.starting ?? startEmbedded(dataDir));
    const connection = await connect(owned.uri, options).catch(async (error: unknown) => {
      await owned.close();
      throw error;
    });
    return {
      connection,
      description: inMemory ? 'embedded, in memory: gone when the server stops' : `embedded, in ${dataDir}`,
      secretsDir,
      async close() {
        await connection.close();
        await owned.close();
        await forgetSecrets();
      },
    };
  } catch (error) {
    await forgetSecrets();
    if (error instanceof StoreDamagedError)
      throw new StartError(
        `${sentence(error.message)} \`reeve store check\` tells more, and \`reeve store restore FILE\` brings a backup back into an empty DATA_DIR.`,
        { cause: error },
      );
    if (error instanceof StoreFormatError) throw new StartError(sentence(error.message), { cause: error });
    if (isOfFileSystem(error)) {
      const advice = 'DATA_DIR must name a folder that this user may write, on a disk with room';
      throw new StartError(`The store cannot use ${dataDir}: ${error.message}. ${advice}.`, { cause: error });
    }
    if (!(error instanceof StoreOwnedError)) throw error;
    if (!options.besideOwner || error.uri === undefined)
      throw new StartError(sentence(error.message), { cause: error });
    const connection = await connect(error.uri, options);
    const description = `embedded, in ${dataDir}, owned by a running server`;
    return { connection, description, secretsDir, close: () => connection.close() };
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function connect(uri: string, { observe }: OpenStoreOptions): Promise<StoreConnection> {
  return connectStore({ uri, defaultDatabase: DEFAULT_CONTROL_DATABASE, observe });
}

/** The hosts of a connection string, without what may be secret. */
function hostsOf(uri: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]*)/.exec(uri)?.[1] ?? 'MONGODB_URI';
}
