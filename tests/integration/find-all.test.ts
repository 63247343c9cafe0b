import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Schema, type Model } from 'mongoose';
import { connectStore, type StoreConnection } from '../../src/platform/mongo/connect.js';
import { findAll } from '../../src/platform/mongo/find-all.js';
import { modelOf } from '../../src/realms/models.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

interface Thing {
  readonly _id: number;
  readonly text: string;
}

const database = `find_all_${randomBytes(4).toString('hex')}`;
const LARGE = 'x'.repeat(6 * 1024 * 1024);

let store: StoreUnderTest;
let connection: StoreConnection;
let things: Model<Thing>;
const commands: string[] = [];

beforeAll(async () => {
  store = await storeUnderTest();
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  const observe = (client: StoreConnection['client']): void => {
    client.on('commandStarted', ({ commandName }) => commands.push(commandName));
  };
  connection = await connectStore({ uri, defaultDatabase: database, observe });
  const schema = new Schema<Thing>({ _id: Number, text: String });
  things = modelOf(connection.connection, { collection: 'things', schema, indexes: [] });
});
afterAll(async () => {
  await connection.client.db(database).dropDatabase();
  await connection.close();
  await store.close();
});

test('what one reply can hold takes one command, however many they are', async () => {
  await things.insertMany(Array.from({ length: 150 }, (_, _id) => ({ _id, text: 'small' })));
  commands.length = 0;
  const found = await findAll(things, {
    filter: { _id: { $gte: 10 } },
    projection: { _id: 1 },
    sort: { _id: -1 },
    limit: 120,
  });
  expect(found).toEqual(Array.from({ length: 120 }, (_, index) => ({ _id: 149 - index })));
  expect(commands).toEqual(['find']);
});

test('what one reply cannot hold is there all the same, in its order', async () => {
  for (const _id of [1000, 1001, 1002, 1003]) await things.create({ _id, text: LARGE });
  const found = await findAll(things, { filter: { _id: { $gte: 1000 } }, sort: { _id: -1 }, limit: 4 });
  expect(found.map(({ _id, text }) => [_id, text.length])).toEqual(
    [1003, 1002, 1001, 1000].map((_id) => [_id, LARGE.length]),
  );
});
