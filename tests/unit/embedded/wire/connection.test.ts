import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { BSON } from 'bson';
import { serveConnection } from '../../../../src/embedded/wire/connection.js';
import { BsonWriter } from '../../../../src/embedded/wire/bson-writer.js';
import type { Reply } from '../../../../src/embedded/wire/message.js';
import { ReplyDocument, replyPlace } from '../../../../src/embedded/wire/reply-document.js';
import { opMsg, rawClient } from '../../../support/raw-client.js';

test('what waits behind an answer is not run once the connection is closed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'connection-'));
  const asked: ((reply: Reply) => void)[] = [];
  let served: (socket: Socket) => void = () => undefined;
  const first = new Promise<Socket>((resolve) => (served = resolve));
  const server = createServer((socket) => {
    serveConnection(socket, () => {
      served(socket);
      return new Promise((resolve) => asked.push(resolve));
    });
  }).listen(path.join(folder, 'socket'));
  await once(server, 'listening');
  const client = connect(path.join(folder, 'socket'));
  const ping = BSON.serialize({ ping: 1 });
  client.write(Buffer.concat([opMsg(ping, 1), opMsg(ping, 2), opMsg(ping, 3)]));

  const socket = await first;
  socket.destroy();
  asked[0]?.({ document: Buffer.from(BSON.serialize({ ok: 1 })), trailer: Buffer.alloc(0) });
  await once(socket, 'close');
  expect(asked).toHaveLength(1);

  client.destroy();
  server.close();
  await rm(folder, { recursive: true });
});

test('who does not read is not answered without end, and is once he reads', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'connection-'));
  const count = 80;
  const document = Buffer.alloc(2 ** 20);
  let answered = 0;
  let served: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (served = resolve));
  const server = createServer((socket) => {
    serveConnection(socket, () => {
      answered++;
      served();
      return { document, trailer: Buffer.alloc(0) };
    });
  }).listen(path.join(folder, 'socket'));
  await once(server, 'listening');
  const client = connect(path.join(folder, 'socket'));
  const ping = BSON.serialize({ ping: 1 });
  client.write(Buffer.concat(Array.from({ length: count }, (_, id) => opMsg(ping, id))));
  await first;
  expect(answered).toBeLessThan(count * 0.75);

  const whole = count * (document.length + 21);
  let read = 0;
  for await (const chunk of client) if ((read += (chunk as Buffer).length) >= whole) break;
  expect(answered).toBe(count);
  server.close();
  await rm(folder, { recursive: true });
});

test('short replies that wait for their reader hold no more memory than they need', async () => {
  const sent: Buffer[] = [];
  let go = (): void => undefined;
  const socket = new Duplex({
    read: () => undefined,
    write: (message: Buffer, _encoding, done) => {
      sent.push(message);
      go = done;
    },
  });
  serveConnection(socket as Socket, ({ requestId }) => {
    const writer = new BsonWriter(replyPlace(100_000)).startRoot().int32('id', requestId);
    return { document: new ReplyDocument(writer.finish()), trailer: Buffer.alloc(0) };
  });
  const ids = Array.from({ length: 100 }, (_, id) => id);
  socket.push(Buffer.concat(ids.map((id) => opMsg(BSON.serialize({ ping: 1 }), id))));
  const found: unknown[] = [];
  while (found.length < ids.length) {
    await new Promise((resolve) => setImmediate(resolve));
    found.push(BSON.deserialize((sent[found.length] as Buffer).subarray(21)).id);
    go();
  }
  expect(found).toEqual(ids);
  const memory = [...new Set(sent.map(({ buffer }) => buffer))];
  expect(memory.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(1_000_000);
});

test('a reply that waits for its reader is not overwritten by those of others', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'connection-'));
  const count = 60;
  const bytes = 100_000;
  let next = 0;
  const server = createServer((socket) => {
    serveConnection(socket, ({ requestId }) => {
      const writer = new BsonWriter(replyPlace(bytes));
      writer
        .startRoot()
        .int32('id', requestId)
        .string('text', String(next++ % 10).repeat(bytes));
      return { document: new ReplyDocument(writer.finish()), trailer: Buffer.alloc(0) };
    });
  }).listen(path.join(folder, 'socket'));
  await once(server, 'listening');
  const uri = `mongodb://${encodeURIComponent(path.join(folder, 'socket'))}/`;
  const ping = BSON.serialize({ ping: 1 });
  const whole = (message: Buffer): number => {
    const { id, text } = BSON.deserialize(message.subarray(21)) as { id: number; text: string };
    expect(text).toBe(text.slice(0, 1).repeat(bytes));
    return id;
  };
  const ids = Array.from({ length: count }, (_, id) => id);

  const slow = connect(path.join(folder, 'socket'));
  slow.write(Buffer.concat(ids.map((id) => opMsg(ping, id))));
  const quick = await rawClient(uri);
  let size = 0;
  for (const id of ids) {
    const message = await quick.exchange(opMsg(ping, 1_000 + id));
    expect(whole(message)).toBe(1_000 + id);
    size = message.length;
  }
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of slow) {
    chunks.push(chunk as Buffer);
    if ((read += (chunk as Buffer).length) >= count * size) break;
  }
  const all = Buffer.concat(chunks);
  expect(ids.map((id) => whole(all.subarray(id * size, (id + 1) * size)))).toEqual(ids);

  quick.close();
  server.close();
  await rm(folder, { recursive: true });
});
