import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

// What the embedded store does not do it refuses, with MongoDB's code and the feature's name. Nothing here is about MongoDB.

let store: StoreUnderTest;
let db: Db;
let things: Collection;

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
  things = db.collection('things');
  await things.insertOne({ a: [1, 2] });
});

afterAll(async () => store.close());

const collation = { locale: 'en', strength: 2 };

describe('a collation other than simple', () => {
  test.each<[string, Document]>([
    ['find', { find: 'things', filter: { a: 'A' } }],
    ['aggregate', { aggregate: 'things', pipeline: [], cursor: {} }],
    ['count', { count: 'things', query: { a: 'A' } }],
    ['distinct', { distinct: 'things', key: 'a' }],
    ['findAndModify', { findAndModify: 'things', query: {}, update: { $set: { b: 1 } } }],
    ['create', { create: 'others' }],
  ])('of %s', async (_name, command) => {
    if (!store.embedded) return;
    expect(await failure(db.command({ ...command, collation }))).toMatchObject({
      code: 115,
      message: expect.stringContaining('collation'),
    });
  });

  test.each<[string, Document]>([
    ['update', { update: 'things', updates: [{ q: { a: 'A' }, u: { $set: { b: 1 } }, collation }] }],
    ['delete', { delete: 'things', deletes: [{ q: { a: 'A' }, limit: 0, collation }] }],
  ])('of %s, which changes nothing', async (_name, command) => {
    if (!store.embedded) return;
    expect(await db.command(command)).toMatchObject({
      n: 0,
      writeErrors: [{ code: 115, errmsg: expect.stringContaining('collation') }],
    });
  });

  test('of an index', async () => {
    if (!store.embedded) return;
    expect(await failure(things.createIndexes([{ key: { b: 1 }, collation }]))).toMatchObject({ code: 115 });
    expect(await things.indexes()).toHaveLength(1);
  });
});

test.each<[string, IndexDescription['key']]>([
  ['text', { z: 'text' }],
  ['2d', { z: '2d' }],
  ['2dsphere', { z: '2dsphere' }],
  ['hashed', { z: 'hashed' }],
  ['wildcard', { '$**': 1 }],
])('a %s index', async (kind, key) => {
  if (!store.embedded) return;
  expect(await failure(things.createIndexes([{ key }]))).toMatchObject({
    code: 115,
    message: expect.stringContaining(kind),
  });
});

test.each<[string, Document]>([
  ['capped', { create: 'others', capped: true, size: 100 }],
  ['timeseries', { create: 'others', timeseries: { timeField: 't' } }],
  ['min', { find: 'things', min: { a: 1 }, hint: { a: 1 } }],
  ['returnKey', { find: 'things', returnKey: true }],
  ['tailable', { find: 'things', tailable: true }],
  ['idIndex', { create: 'others', idIndex: { key: { _id: 1 }, name: '_id_', collation: { locale: 'fr' } } }],
  ['atClusterTime', { find: 'things', readConcern: { level: 'snapshot', atClusterTime: 1 } }],
])('the option %s', async (option, command) => {
  if (!store.embedded) return;
  expect(await failure(db.command(command))).toMatchObject({
    code: 115,
    message: expect.stringContaining(option),
  });
});

test.each<[number, Document]>([
  [9, { find: 'things', readConcern: { level: 'nope' } }],
  [14, { find: 'things', readConcern: 'local' }],
  [40415, { find: 'things', readConcern: { nope: 1 } }],
  [2, { find: 'things', maxTimeMS: -1 }],
  [14, { find: 'things', maxTimeMS: 'long' }],
  [40415, { aggregate: 'things', pipeline: [], cursor: { nope: 1 } }],
  [40323, { aggregate: 'things', pipeline: [{ $match: { a: 9 }, $limit: 1 }], cursor: {} }],
  [40323, { aggregate: 'things', pipeline: [{ $sort: { a: 1 }, $limit: 1 }], cursor: {} }],
])('error %i: %j', async (code, command) => {
  expect(await failure(db.command(command))).toMatchObject({ code });
});

describe('fields that begin with a dollar sign', () => {
  // https://www.mongodb.com/docs/manual/core/dot-dollar-considerations/dollar-prefix/
  test('are inserted, also by an upsert, and not updated', async () => {
    await things.insertOne({ _id: 'inserted', $a: 1 } as unknown as Document);
    await things.updateOne({ _id: 'upserted' as never }, { $set: { $a: 1 } }, { upsert: true });
    expect(await things.findOne({ _id: 'upserted' as never })).toEqual({ _id: 'upserted', $a: 1 });
    for (const _id of ['inserted', 'upserted'])
      expect(await failure(things.updateOne({ _id: _id as never }, { $set: { $a: 2 } }))).toMatchObject({
        code: 52,
      });
    await things.updateOne({ _id: 'inserted' as never }, { $set: { 'b.$c': 1 } });
    expect(await things.findOne({ _id: 'inserted' as never })).toEqual({
      _id: 'inserted',
      $a: 1,
      b: { $c: 1 },
    });
  });
});

describe('distinct', () => {
  // https://www.mongodb.com/docs/manual/reference/command/distinct/#array-fields
  test('takes the elements of arrays, once each, and arrays in arrays as they are', async () => {
    const values = db.collection('values');
    await values.insertMany([
      { a: [1, 2, [3]], b: { c: [{ d: 1 }, { d: 2 }] } },
      { a: 1, b: { c: [] } },
      { a: null },
      {},
      { a: [] },
      { a: [1.5, null] },
    ]);
    const sorted = async (key: string): Promise<unknown[]> =>
      (await values.distinct(key)).map((value) => JSON.stringify(value)).sort();
    expect(await sorted('a')).toEqual(['1', '1.5', '2', '[3]', 'null']);
    expect(await sorted('b.c.d')).toEqual(['1', '2']);
    expect(await sorted('a.0')).toEqual(['1', '1.5']);
    expect(await sorted('nope')).toEqual([]);
  });
});
