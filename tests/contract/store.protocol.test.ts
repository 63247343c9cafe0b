import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BSON, type Document } from 'mongodb';
import mongoose from 'mongoose';
import { opMsg, rawClient, type RawClient } from '../support/raw-client.js';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

let store: StoreUnderTest;
let raw: RawClient;
let db: string;

beforeAll(async () => {
  store = await storeUnderTest();
  raw = await rawClient(store.uri);
  db = store.database().databaseName;
});
afterAll(async () => {
  raw.close();
  await store.close();
});

describe('greeting', () => {
  test('a primary that has sessions', async () => {
    const hello = await raw.command({ hello: 1, $db: 'admin' });
    expect(hello).toMatchObject({
      ok: 1,
      isWritablePrimary: true,
      maxBsonObjectSize: 16_777_216,
      logicalSessionTimeoutMinutes: 30,
    });
    expect(hello.maxWireVersion).toBeGreaterThanOrEqual(21);
    expect(typeof hello.setName).toBe('string');
  });

  test('by OP_QUERY, as drivers greet', async () => {
    const body = BSON.serialize({ isMaster: 1, helloOk: true });
    const name = Buffer.from('admin.$cmd\0');
    const message = Buffer.alloc(16 + 4 + name.length + 8);
    message.writeInt32LE(message.length + body.length, 0);
    message.writeInt32LE(9, 4);
    message.writeInt32LE(2004, 12);
    name.copy(message, 20);
    message.writeInt32LE(-1, 20 + name.length + 4);
    const reply = await raw.exchange(Buffer.concat([message, body]));
    expect(reply.readInt32LE(8)).toBe(9);
    expect(reply.readInt32LE(12)).toBe(1);
    expect(BSON.deserialize(reply.subarray(36))).toMatchObject({ ismaster: true, helloOk: true, ok: 1 });
  });
});

describe('messages', () => {
  test('documents in a sequence of their own', async () => {
    const body = Buffer.from(BSON.serialize({ insert: 'sequence', $db: db }));
    const documents = [{ _id: 1 }, { _id: 2, text: 'ü' }].map((document) => BSON.serialize(document));
    const name = Buffer.from('documents\0');
    const size = Buffer.alloc(4);
    size.writeInt32LE(4 + name.length + documents.reduce((sum, { length }) => sum + length, 0));
    const whole = Buffer.concat([body, Buffer.from([1]), size, name, ...documents]);
    const reply = await raw.exchange(opMsg(whole, 5));
    expect(BSON.deserialize(reply.subarray(21))).toMatchObject({ ok: 1, n: 2 });
  });

  test('a field that is given twice is refused', async () => {
    const body = Buffer.from(
      BSON.serialize({ insert: 'twice', documents: [{ _id: 1 }], documentz: [{ _id: 2 }], $db: db }),
    );
    body.write('documents', body.indexOf('documentz'));
    if (!store.embedded) return;
    const reply = BSON.deserialize((await raw.exchange(opMsg(body, 8))).subarray(21));
    expect(reply).toMatchObject({ ok: 0, code: 40413 });
    const section = Buffer.concat([Buffer.from('    documents\0'), BSON.serialize({ _id: 3 })]);
    section.writeInt32LE(section.length);
    const sequence = Buffer.concat([Buffer.from([1]), section]);
    const command = BSON.serialize({ insert: 'twice', $db: db });
    const other = await rawClient(store.uri);
    await other.closedBy(opMsg(Buffer.concat([command, sequence, sequence]), 9));
    const both = Buffer.concat([BSON.serialize({ insert: 'twice', documents: [{}], $db: db }), sequence]);
    const refused = BSON.deserialize((await raw.exchange(opMsg(both, 10))).subarray(21));
    expect(refused).toMatchObject({ ok: 0, code: 40413 });
    expect(await store.database().collection('twice').countDocuments()).toBe(0);
  });

  test('a checksum is read over', async () => {
    const body = Buffer.concat([BSON.serialize({ ping: 1, $db: 'admin' }), Buffer.from([1, 2, 3, 4])]);
    if (!store.embedded) return;
    expect(BSON.deserialize((await raw.exchange(opMsg(body, 6, 1))).subarray(21))).toMatchObject({ ok: 1 });
  });

  test('several at once are answered in their order', async () => {
    const other = await rawClient(store.uri);
    const messages = [1, 2, 3].map((id) => opMsg(BSON.serialize({ ping: 1, $db: 'admin' }), id));
    const replies = await other.exchangeMany(Buffer.concat(messages), 3);
    expect(replies.map((reply) => reply.readInt32LE(8))).toEqual([1, 2, 3]);
    other.close();
  });

  test('what is no message closes the connection and nothing else', async () => {
    const huge = Buffer.alloc(16);
    huge.writeInt32LE(2_000_000_000, 0);
    const opcode = Buffer.alloc(20);
    opcode.writeInt32LE(20, 0);
    opcode.writeInt32LE(4_000, 12);
    for (const bytes of [huge, opcode, Buffer.alloc(64, 0xff)]) {
      const other = await rawClient(store.uri);
      await other.closedBy(bytes);
    }
    expect(await raw.command({ ping: 1, $db: 'admin' })).toMatchObject({ ok: 1 });
  });

  test('malformed BSON is refused', async () => {
    const body = Buffer.from(BSON.serialize({ ping: 1, text: 'abc', $db: 'admin' }));
    body[body.indexOf('abc') - 4] = 200;
    const other = await rawClient(store.uri);
    const reply = await Promise.race([other.exchange(opMsg(body, 7)), other.closed.then(() => undefined)]);
    if (reply !== undefined) expect(BSON.deserialize(reply.subarray(21))).toMatchObject({ ok: 0 });
    other.close();
  });
});

describe('the Stable API', () => {
  const cases: readonly (readonly [declared: Document, reply: Document])[] = [
    [{ ping: 1, apiVersion: '1', apiStrict: true }, { ok: 1 }],
    [
      { ping: 1, apiVersion: '2' },
      { ok: 0, code: 322 },
    ],
    [{ distinct: 'x', key: 'a', apiVersion: '1' }, { ok: 1 }],
    [
      { distinct: 'x', key: 'a', apiVersion: '1', apiStrict: true },
      { ok: 0, code: 323 },
    ],
    [{ ping: 1, apiStrict: true }, { ok: 0 }],
  ];
  test.each(cases)('%j', async (declared, reply) => {
    expect(await raw.command({ ...declared, $db: db })).toMatchObject(reply);
  });
});

describe('what is not supported is refused by name', () => {
  const cases: readonly (readonly [name: string, command: Document, code: number])[] = [
    ['an unknown command', { shutdownEverything: 1 }, 59],
    ['a capped collection', { create: 'x', capped: true, size: 1000 }, 115],
    ['a collation', { find: 'x', collation: { locale: 'de' } }, 115],
    ['a tailable cursor', { find: 'x', tailable: true }, 115],
    ['a text index', { createIndexes: 'x', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 115],
    ['a validator that only warns', { create: 'x', validator: { a: 1 }, validationAction: 'warn' }, 115],
    ['images for change streams', { create: 'x', changeStreamPreAndPostImages: { enabled: true } }, 115],
  ];

  test.each(cases)('%s', async (_name, command, code) => {
    if (!store.embedded) return;
    expect(await raw.command({ ...command, $db: db })).toMatchObject({ ok: 0, code });
  });

  test('an unknown aggregation stage, and an unknown expression', async () => {
    const things = store.database().collection('things');
    await things.insertOne({ a: 1 });
    await expect(failure(things.aggregate([{ $nope: 1 }]).toArray())).resolves.toMatchObject({ code: 40324 });
    await expect(
      failure(things.aggregate([{ $group: { _id: { $nope: 1 } } }]).toArray()),
    ).resolves.toMatchObject({
      code: 168,
    });
  });
});

test('aggregation: match, group, sort, lookup, count', async () => {
  const base = store.database();
  const orders = base.collection('orders');
  await orders.insertMany([
    { _id: 1, who: 'a', n: 2 },
    { _id: 2, who: 'b', n: 3 },
    { _id: 3, who: 'a', n: 5 },
  ] as never[]);
  await base.collection('people').insertMany([
    { _id: 'a', name: 'Ann' },
    { _id: 'b', name: 'Bob' },
  ] as never[]);
  const grouped = await orders
    .aggregate([
      { $match: { n: { $gt: 1 } } },
      { $group: { _id: '$who', sum: { $sum: '$n' } } },
      { $sort: { sum: -1 } },
      { $lookup: { from: 'people', localField: '_id', foreignField: '_id', as: 'person' } },
    ])
    .toArray();
  expect(grouped).toEqual([
    { _id: 'a', sum: 7, person: [{ _id: 'a', name: 'Ann' }] },
    { _id: 'b', sum: 3, person: [{ _id: 'b', name: 'Bob' }] },
  ]);
  expect(await orders.aggregate([{ $match: { who: 'a' } }, { $count: 'n' }]).toArray()).toEqual([{ n: 2 }]);
  expect(await orders.aggregate([], { batchSize: 1 }).toArray()).toHaveLength(3);
});

test('mongoose: models, indexes, unique errors, populate, transactions', async () => {
  const connection = await mongoose.createConnection(store.uri, { dbName: db, autoIndex: false }).asPromise();
  const person = connection.model(
    'Person',
    new mongoose.Schema(
      { email: { type: String, unique: true }, tags: [String], at: Date },
      { timestamps: true },
    ),
  );
  const pet = connection.model(
    'Pet',
    new mongoose.Schema({ name: String, owner: { type: mongoose.Types.ObjectId, ref: 'Person' } }),
  );
  await person.createIndexes();
  const ann = await person.create({ email: 'ann@example.com', tags: ['x'] });
  await expect(person.create({ email: 'ann@example.com' })).rejects.toMatchObject({ code: 11000 });
  await pet.create({ name: 'Rex', owner: ann._id });
  const rex = await pet.findOne({ name: 'Rex' }).populate('owner').lean();
  expect(rex).toMatchObject({ name: 'Rex', owner: { email: 'ann@example.com' } });
  await connection.transaction(async (session) => {
    ann.tags.push('y');
    await ann.save({ session });
    await pet.deleteMany({}, { session });
  });
  expect(await person.findOne({ tags: 'y' }).lean()).toMatchObject({ tags: ['x', 'y'] });
  expect(await pet.countDocuments()).toBe(0);
  await connection.close();
});
