// Documents written straight to a benchmark's store, by the thousand: copies of what the server itself wrote, so that
// they have its shape. Only for what the server has not read yet: it is told of nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { v7 } from 'uuid';
import { REALM } from './reeve.mjs';

const BATCH = 5000;

/** Runs `work` with the database of the realm `bench` in a server's embedded store. */
export async function withDatabase(reeve, work) {
  const uri = readFileSync(join(reeve.dataDir, 'store.uri'), 'utf8').trim();
  const client = await new MongoClient(uri).connect();
  try {
    return await work(client.db(`reeve_${REALM}`));
  } finally {
    await client.close();
  }
}

/** Writes `count` copies of a document, each with an id of its own and what `change` says; answers their ids. */
export async function copies(collection, original, count, change) {
  const ids = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
      const _id = v7();
      return { ...original, _id, ...change(from + index, _id) };
    });
    await collection.insertMany(batch);
    for (const { _id } of batch) ids.push(_id);
  }
  return ids;
}
