import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BSON, Long, UUID, type Document } from 'mongodb';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answer } from '../../../src/embedded/dispatch.js';
import { Engine } from '../../../src/embedded/engine.js';
import { deleteExpired } from '../../../src/embedded/housekeeping.js';
import { INDEXES } from '../../../src/embedded/storage/layer.js';
import { openStorage } from '../../../src/embedded/storage/open-storage.js';
import { ReplyDocument } from '../../../src/embedded/wire/reply-document.js';

/** More than is deleted in one turn. */
const EXPIRED = 600;
const TURN = 500;

let engine: Engine;
beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'interruptions-'));
  engine = new Engine(await openStorage(folder, { temporary: true }), {
    address: path.join(folder, 'socket'),
  });
});
afterEach(() => engine.storage.close());

async function run(command: Document): Promise<Document> {
  const body = Buffer.from(BSON.serialize({ ...command, $db: (command.$db as unknown) ?? 'db' }));
  const request = { requestId: 1, legacy: false, body, sequences: undefined, moreToCome: false };
  const { document } = await answer(engine, request);
  return BSON.deserialize(document instanceof ReplyDocument ? document.bytes : document);
}

describe('between two turns of the deletion of expired documents', () => {
  beforeEach(async () => {
    const indexes = [{ key: { at: 1 }, name: 'at', expireAfterSeconds: 1 }];
    await run({ createIndexes: 'things', indexes });
    const documents = Array.from({ length: EXPIRED }, (_, n) => ({ _id: n, at: new Date(0), n }));
    await run({ insert: 'things', documents });
  });

  test('an index is made: it has no entry of what is deleted afterwards', async () => {
    const deletion = deleteExpired(engine, Date.now(), () => false);
    const indexes = [{ key: { n: 1 }, name: 'n', unique: true }];
    await expect(run({ createIndexes: 'things', indexes })).resolves.toMatchObject({ ok: 1 });
    await deletion;
    expect(engine.storage.reader.count(INDEXES, { lower: '', upper: '\xff' })).toBe(0);
    await expect(run({ insert: 'things', documents: [{ n: EXPIRED - 1 }] })).resolves.toMatchObject({ n: 1 });
  });

  test.each([
    ['the index is dropped', { dropIndexes: 'things', index: 'at' }],
    [
      'the time is made longer',
      { collMod: 'things', index: { name: 'at', expireAfterSeconds: 2 ** 31 - 1 } },
    ],
  ])('%s: nothing more is deleted', async (_name, command) => {
    const deletion = deleteExpired(engine, Date.now(), () => false);
    await expect(run(command)).resolves.toMatchObject({ ok: 1 });
    await deletion;
    await expect(run({ count: 'things' })).resolves.toMatchObject({ n: EXPIRED - TURN });
  });
});

describe('a commit that fails before anything is flushed', () => {
  const lsid = { id: new UUID() };
  const fail = (): void => {
    const { oplog } = engine;
    const commit = oplog.commit.bind(oplog);
    oplog.commit = () => {
      oplog.commit = commit;
      throw new Error('no');
    };
  };

  test('is not what a retried write is told', async () => {
    const write = { insert: 'things', documents: [{ _id: 1 }], lsid, txnNumber: Long.fromNumber(1) };
    fail();
    await expect(run(write)).resolves.toMatchObject({ ok: 0 });
    await run(write);
    await run(write);
    await expect(run({ count: 'things' })).resolves.toMatchObject({ n: 1 });
  });

  test('leaves no transaction that says it is committed', async () => {
    const inside = { lsid, txnNumber: Long.fromNumber(2), autocommit: false };
    await run({ insert: 'things', documents: [{ _id: 1 }], ...inside, startTransaction: true });
    fail();
    const commit = { commitTransaction: 1, ...inside, $db: 'admin' };
    await expect(run(commit)).resolves.toMatchObject({ ok: 0 });
    await expect(run(commit)).resolves.toMatchObject({ ok: 0, code: 251 });
    await expect(run({ count: 'things' })).resolves.toMatchObject({ n: 0 });
  });
});

describe('a cursor', () => {
  const lsid = { id: new UUID() };
  const opened = async (): Promise<unknown> => {
    await run({ insert: 'things', documents: [{ _id: 1 }, { _id: 2 }] });
    const reply = await run({ find: 'things', batchSize: 1, noCursorTimeout: true, lsid });
    return (reply.cursor as Document).id;
  };

  test('goes on when what sessions remember was forgotten', async () => {
    const id = await opened();
    engine.sessions.forget();
    const more = run({ getMore: Long.fromBigInt(BigInt(String(id))), collection: 'things', lsid });
    await expect(more).resolves.toMatchObject({ cursor: { nextBatch: [{ _id: 2 }] }, ok: 1 });
  });

  test('ends after ten minutes without a question, unless it was asked not to', async () => {
    const ids = [Long.fromBigInt(BigInt(String(await opened())))];
    const kept = await run({ find: 'things', batchSize: 1, lsid });
    ids.push((kept.cursor as { id: Long }).id);
    const later = (minutes: number): void => {
      engine.cursors.expire(Date.now() + minutes * 60_000);
    };
    later(9);
    expect(engine.cursors.open).toBe(2);
    later(11);
    const more = (id: unknown): Promise<Document> => run({ getMore: id, collection: 'things', lsid });
    await expect(more(ids[1])).resolves.toMatchObject({ ok: 0, code: 43 });
    await expect(more(ids[0])).resolves.toMatchObject({ cursor: { nextBatch: [{ _id: 2 }] } });
  });

  test('that fails within a batch ends, and does not answer a shorter result', async () => {
    const id = Long.fromBigInt(BigInt(String(await opened())));
    const more = { getMore: id, collection: 'things', lsid };
    const cursor = engine.cursors.get(id.toBigInt(), Date.now());
    Object.assign(cursor.source.documents, {
      next: () => {
        throw new Error('damaged');
      },
    });
    await expect(run(more)).resolves.toMatchObject({ ok: 0 });
    await expect(run(more)).resolves.toMatchObject({ ok: 0, code: 43 });
  });
});
