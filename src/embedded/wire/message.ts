import { addElements, ReplyDocument } from './reply-document.js';

/** One request, its body still BSON. `sequences` are the OP_MSG sections of kind 1, by field name. */
export interface Request {
  readonly requestId: number;
  readonly legacy: boolean;
  readonly body: Buffer;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]> | undefined;
  /** The sender awaits no reply. */
  readonly moreToCome: boolean;
}

/** Not MongoDB's protocol: the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_FLAGS = 0xffff;

/** Reads a whole message, header included. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return parseOpMsg(message, requestId);
  if (opCode === OP_QUERY) return parseOpQuery(message, requestId);
  throw new ProtocolError(`opcode ${String(opCode)} is not supported`);
}

function parseOpMsg(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new ProtocolError(`OP_MSG flags ${flags.toString(16)} are not supported`);
  }
  // The checksum is for networks; a Unix socket does not damage bytes, so it is read over.
  const end = message.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  let body: Buffer | undefined;
  let sequences: Map<string, Buffer[]> | undefined;
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message[at++];
    const size = sizeAt(message, at, end);
    if (kind === 0) {
      if (body !== undefined) throw new ProtocolError('OP_MSG has two bodies');
      body = message.subarray(at, at + size);
    } else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 4);
      if (nameEnd < 0 || nameEnd >= at + size) throw new ProtocolError('OP_MSG sequence without a name');
      const name = message.toString('utf8', at + 4, nameEnd);
      sequences ??= new Map();
      if (sequences.has(name)) throw new ProtocolError(`OP_MSG has two sequences '${name}'`);
      sequences.set(name, documentsIn(message, nameEnd + 1, at + size));
    } else {
      throw new ProtocolError(`OP_MSG section kind ${String(kind)} is not supported`);
    }
    at += size;
  }
  if (body === undefined) throw new ProtocolError('OP_MSG has no body');
  return { requestId, legacy: false, body, sequences, moreToCome: (flags & MORE_TO_COME) !== 0 };
}

/** Drivers greet with an OP_QUERY to `admin.$cmd`; nothing else may use it. */
function parseOpQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const at = nameEnd + 1 + 8;
  if (nameEnd < 0 || !message.toString('latin1', HEADER_BYTES + 4, nameEnd).endsWith('.$cmd')) {
    throw new ProtocolError('OP_QUERY is for hello only');
  }
  const body = message.subarray(at, at + sizeAt(message, at, message.length));
  return { requestId, legacy: true, body, sequences: undefined, moreToCome: false };
}

function documentsIn(message: Buffer, start: number, end: number): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = start; at < end;) {
    const size = sizeAt(message, at, end);
    documents.push(message.subarray(at, at + size));
    at += size;
  }
  return documents;
}

function sizeAt(message: Buffer, at: number, end: number): number {
  if (at + 4 > end) throw new ProtocolError('message ends inside a section');
  const size = message.readInt32LE(at);
  if (size < 5 || at + size > end) throw new ProtocolError('section is larger than its message');
  return size;
}

let nextRequestId = 1;

/** A command's answer: BSON, and BSON elements that are added at its end. */
export interface Reply {
  readonly document: Buffer | ReplyDocument;
  readonly trailer: Buffer;
}

/** Makes a message of an answer; of a ReplyDocument in its own buffer. */
export function encodeReply(request: Request, { document, trailer }: Reply): Buffer {
  const head = request.legacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5;
  const message =
    document instanceof ReplyDocument ? document.message(head, trailer) : copied(document, head, trailer);
  nextRequestId = (nextRequestId + 1) | 0;
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(nextRequestId, 4);
  message.writeInt32LE(request.requestId, 8);
  message.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  message.fill(0, HEADER_BYTES, head);
  if (request.legacy) message.writeInt32LE(1, HEADER_BYTES + 16);
  return message;
}

function copied(document: Buffer, head: number, trailer: Buffer): Buffer {
  const message = Buffer.allocUnsafe(head + document.length + trailer.length);
  document.copy(message, head);
  addElements(message, head, head + document.length, trailer);
  return message;
}

/** The name of the command: the first key of its body. */
export function commandName(body: Buffer): string {
  const end = body.indexOf(0, 5);
  return end < 0 ? '' : body.toString('utf8', 5, end);
}
