import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

export const URI_FILE = 'store.uri';
const SOCKET_NAME = 'store.sock';
/** sun_path has 104 bytes on macOS and 108 on Linux, with the closing NUL. */
const MAX_SOCKET_PATH = 100;

/** Where a socket is. */
export interface SocketPlace {
  readonly path: string;
  /** The directory that was made for the socket alone, to be removed with it. */
  readonly ownDirectory: string | undefined;
}

/** The socket's place: in the data directory, or if that path is too long in a private directory under tmpdir. */
export async function socketPlace(dataDir: string, socketDir: string | undefined): Promise<SocketPlace> {
  const directory = resolve(socketDir ?? dataDir);
  const wanted = join(directory, SOCKET_NAME);
  if (Buffer.byteLength(wanted) <= MAX_SOCKET_PATH) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return { path: wanted, ownDirectory: undefined };
  }
  const id = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `embedded-store-${String(userInfo().uid)}-${id}`);
  await mkdir(short, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(short);
  if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0)) {
    throw new Error(`${short} is not a private directory of this user`);
  }
  const path = join(short, SOCKET_NAME);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new Error(`no place for a socket: ${path} is too long`);
  return { path, ownDirectory: short };
}

/** What the official driver connects with; the server's greeting says the rest. */
export function uriOf(path: string): string {
  return `mongodb://${encodeURIComponent(path)}/?directConnection=true`;
}

/** Announces the store to other processes of this user: DATA_DIR/store.uri, mode 0600. */
export async function writeUri(dataDir: string, uri: string): Promise<void> {
  const path = join(dataDir, URI_FILE);
  const temporary = `${path}.${String(process.pid)}`;
  await writeFile(temporary, `${uri}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}

export async function removeUri(dataDir: string): Promise<void> {
  await rm(join(dataDir, URI_FILE), { force: true });
}

/** The URI of a live owner of `dataDir`; undefined if none answers. */
export async function findRunningStore(dataDir: string): Promise<string | undefined> {
  let uri: string;
  try {
    uri = (await readFile(join(dataDir, URI_FILE), 'utf8')).trim();
  } catch {
    return undefined;
  }
  const host = /^mongodb:\/\/([^/]+)\//.exec(uri)?.[1];
  return host !== undefined && (await answers(decodeURIComponent(host))) ? uri : undefined;
}

/** A socket whose process is dead refuses connections. */
function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
  });
}
