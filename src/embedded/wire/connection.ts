import type { Socket } from 'node:net';
import {
  encodeReply,
  HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  parseMessage,
  ProtocolError,
  type Reply,
  type Request,
} from './message.js';
import { ReplyDocument } from './reply-document.js';

/** Answers a request; a rejection closes the connection. */
export type RequestHandler = (request: Request) => Reply | Promise<Reply>;

/** Who sends without reading, or more than is answered yet, is not listened to while so much of it is held. */
const MAX_HELD_BYTES = MAX_MESSAGE_BYTES;

/** Reads messages off a socket and answers them one after another. */
export function serveConnection(socket: Socket, handle: RequestHandler): void {
  let chunks: Buffer[] = [];
  let buffered = 0;
  let needed = HEADER_BYTES;
  const queue: Buffer[] = [];
  let queued = 0;
  let busy = false;

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    buffered += chunk.length;
    try {
      while (buffered >= needed) takeMessage();
    } catch (error) {
      socket.destroy(error instanceof ProtocolError ? undefined : (error as Error));
    }
  });
  socket.on('error', () => socket.destroy());

  function takeMessage(): void {
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    const size = bytes.readInt32LE(0);
    if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES)
      throw new ProtocolError(`message of ${String(size)} bytes`);
    needed = size;
    chunks = [bytes];
    if (bytes.length < size) return;
    chunks = bytes.length === size ? [] : [bytes.subarray(size)];
    buffered -= size;
    needed = HEADER_BYTES;
    queue.push(bytes.length === size ? bytes : bytes.subarray(0, size));
    queued += size;
    if (!busy) drain();
    if (queued > MAX_HELD_BYTES) socket.pause();
  }

  /** Answers at once what can be; waits only for answers that are promises. */
  function drain(): void {
    while (!busy && !socket.destroyed) {
      const message = queue.shift();
      if (message === undefined) return;
      queued -= message.length;
      if (queued <= MAX_HELD_BYTES && socket.isPaused()) socket.resume();
      const request = parseMessage(message);
      const answer = handle(request);
      if (answer instanceof Promise) {
        busy = true;
        answer.then(
          (reply) => {
            busy = false;
            send(request, reply);
            drainSafely();
          },
          (error: unknown) => socket.destroy(error as Error),
        );
      } else {
        send(request, answer);
      }
    }
  }

  function drainSafely(): void {
    try {
      drain();
    } catch {
      socket.destroy();
    }
  }

  function send(request: Request, reply: Reply): void {
    if (request.moreToCome || socket.destroyed) return;
    write(encodeReply(request, reply), reply);
    if (socket.writableLength <= MAX_HELD_BYTES) return;
    busy = true;
    socket.once('drain', () => {
      busy = false;
      drainSafely();
    });
  }

  /** Of what could not be written, nobody says whether the socket has let go of it: the collector finds out. */
  function write(message: Buffer, { document }: Reply): void {
    if (!(document instanceof ReplyDocument)) {
      socket.write(message);
      return;
    }
    // It waits for as long as the client does not read, and `writableLength` counts its bytes, not its buffer's.
    if (socket.writableLength > 0 && document.roomy) {
      socket.write(Buffer.from(message));
      document.release();
      return;
    }
    socket.write(message, (error) => {
      if (error === undefined || error === null) document.release();
    });
  }
}
