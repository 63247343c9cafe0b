import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startServer, type TestServer } from '../support/server.js';

const ROUNDS = 50;
const WRITERS = 8;

interface Created {
  readonly id: string;
  readonly email: string;
}

let server: TestServer;
const acknowledged: Created[] = [];

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'info' } });
}, 60_000);
afterAll(async () => {
  await server.stop();
});

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { ... on Account { id email } ... on Error { code message } }
}`;

/** Creates accounts one after the other until the server goes away; only what was answered counts. */
async function write(round: number, writer: number, token: string): Promise<void> {
  for (let index = 0; ; index += 1) {
    const email = `r${round}w${writer}n${index}@example.com`;
    try {
      const { createAccount } = await server.graphql<{ createAccount: Created }>(
        CREATE,
        { input: { email } },
        { realm: 'system', token },
      );
      acknowledged.push({ id: createAccount.id, email });
    } catch {
      return;
    }
  }
}

async function withStore<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
  const uri = (await readFile(path.join(server.dataDir, 'store.uri'), 'utf8')).trim();
  const client = await MongoClient.connect(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Every document is found through every index that should hold it, and no index holds more than the documents. */
async function indexesAgree(client: MongoClient): Promise<void> {
  const accounts = client
    .db('reeve_system')
    .collection<{ _id: string } & Record<string, unknown>>('accounts');
  const documents = await accounts.find({}, { hint: { $natural: 1 } }).toArray();
  const ids = documents.map(({ _id }) => _id).sort();
  for (const index of await accounts.indexes()) {
    const indexed = documents.filter((document) => inIndex(document, index));
    const through = await accounts
      .find(index.partialFilterExpression ?? {}, { hint: index.name ?? '_id_', projection: { _id: 1 } })
      .toArray();
    expect({ index: index.name, ids: through.map(({ _id }) => _id).sort() }).toEqual({
      index: index.name,
      ids: indexed.map(({ _id }) => _id).sort(),
    });
  }
  for (const { id } of acknowledged) expect(ids).toContain(id);
}

function inIndex(document: Record<string, unknown>, index: { partialFilterExpression?: object }): boolean {
  return Object.keys(index.partialFilterExpression ?? {}).every((field) => document[field] !== undefined);
}

test(
  `${ROUNDS} rounds of writing, kill -9 and restart lose no acknowledged write`,
  async () => {
    const token = await server.adminToken();
    for (let round = 0; round < ROUNDS; round += 1) {
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(round, writer, token));
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 300));
      await server.kill9();
      await Promise.all(writers);
      await server.restart();
      await withStore(indexesAgree);
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    for (const { id, email } of acknowledged.slice(-500)) {
      const { account } = await server.graphql<{ account: Created }>(
        'query ($email: String!) { account(email: $email) { id email } }',
        { email },
        { realm: 'system', token },
      );
      expect(account).toEqual({ id, email });
    }
  },
  20 * 60_000,
);
