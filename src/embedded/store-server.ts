import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeUri, socketPlace, uriOf, writeUri } from './address.js';
import { answer } from './dispatch.js';
import { Engine } from './engine.js';
import { startHousekeeping } from './housekeeping.js';
import { takeOwnership } from './ownership.js';
import { refuseDamagedPages } from './storage/check-pages.js';
import { openStorage } from './storage/open-storage.js';
import type { Storage } from './storage/storage.js';
import { serveConnection } from './wire/connection.js';

export interface StoreServerOptions {
  /** ':memory:' for a store that is gone when it closes. */
  readonly dataDir: string;
  readonly socketDir?: string | undefined;
}

export interface StoreServer {
  readonly uri: string;
  close(): Promise<void>;
}

/**
 * Opens the store and serves it in this thread. Throws StoreOwnedError while another process has it open, and
 * StoreFormatError for a store that this version cannot read, or that is damaged (StoreDamagedError).
 */
export async function startStoreServer({ dataDir, socketDir }: StoreServerOptions): Promise<StoreServer> {
  const temporary = dataDir === ':memory:';
  const directory = temporary ? await mkdtemp(join(tmpdir(), 'embedded-store-')) : dataDir;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const ownership = await takeOwnership(directory);
  let storage: Storage | undefined;
  try {
    if (!temporary) await refuseDamagedPages(directory, ownership);
    storage = await openStorage(directory, { temporary });
    const { path, ownDirectory } = await socketPlace(directory, socketDir);
    const engine = new Engine(storage, { address: path });
    const housekeeping = startHousekeeping(engine);
    const { server, sockets } = await listen(path, engine);
    const uri = uriOf(path);
    await writeUri(directory, uri);
    const opened = storage;
    return {
      uri,
      close: async () => {
        await removeUri(directory);
        await stopListening(server, sockets);
        engine.sessions.abortAll();
        await housekeeping.stop();
        await opened.close();
        if (ownDirectory !== undefined) await rm(ownDirectory, { recursive: true, force: true });
        ownership.release();
        if (temporary) await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await storage?.close();
    ownership.release();
    throw error;
  }
}

/** The lock is held, so a socket that lies there is a dead process's. */
async function listen(path: string, engine: Engine): Promise<{ server: Server; sockets: Set<Socket> }> {
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, (request) => answer(engine, request));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return { server, sockets };
}

function stopListening(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((done) => {
    server.close(() => {
      done();
    });
    for (const socket of sockets) socket.destroy();
  });
}
