import { BSON, type Document } from 'mongodb';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const OP_MSG = 2013;

/** A connection that sends commands as they are: no sessions, no retries, nothing added. */
export interface RawClient {
  command(command: Document): Promise<Document>;
  /** Bytes as they are; the reply's message. */
  exchange(bytes: Buffer): Promise<Buffer>;
  exchangeMany(bytes: Buffer, replies: number): Promise<Buffer[]>;
  readonly closed: Promise<unknown>;
  /** Bytes as they are; resolves when the server closes the connection. */
  closedBy(bytes: Buffer): Promise<void>;
  close(): void;
}

export async function rawClient(uri: string): Promise<RawClient> {
  const host = decodeURIComponent(/^mongodb:\/\/([^/?]+)/.exec(uri)?.[1] ?? '');
  const [name = '', port = '27017'] = host.split(':');
  const socket = host.startsWith('/') ? connect(host) : connect(Number(port), name);
  await once(socket, 'connect');
  const messages = messagesOf(socket);
  const closed = once(socket, 'close');
  let id = 0;
  const exchangeMany = async (bytes: Buffer, replies: number): Promise<Buffer[]> => {
    socket.write(bytes);
    const read: Buffer[] = [];
    while (read.length < replies) read.push(await messages());
    return read;
  };
  const exchange = async (bytes: Buffer): Promise<Buffer> => {
    const [reply] = await exchangeMany(bytes, 1);
    if (reply === undefined) throw new Error('no reply');
    return reply;
  };
  return {
    closed,
    exchange,
    exchangeMany,
    command: async (command) => {
      const reply = await exchange(opMsg(BSON.serialize(command), ++id));
      return BSON.deserialize(reply.subarray(21));
    },
    closedBy: async (bytes) => {
      socket.write(bytes);
      await closed;
    },
    close: () => socket.destroy(),
  };
}

export function opMsg(body: Uint8Array, requestId: number, flags = 0): Buffer {
  const header = Buffer.alloc(21);
  header.writeInt32LE(21 + body.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(OP_MSG, 12);
  header.writeUInt32LE(flags, 16);
  return Buffer.concat([header, body]);
}

/** Takes the next whole message off a socket each time that it is called. */
function messagesOf(socket: Socket): () => Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  return async () => {
    while (bytes.length < 4 || bytes.length < bytes.readInt32LE(0)) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      bytes = Buffer.concat([bytes, chunk]);
    }
    const size = bytes.readInt32LE(0);
    const message = bytes.subarray(0, size);
    bytes = bytes.subarray(size);
    return message;
  };
}
