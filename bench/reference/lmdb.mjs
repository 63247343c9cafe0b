// `node lmdb.mjs DATA_DIR SECONDS`: lmdb in process and nothing else, on the records that the store of DATA_DIR has:
// what no store on top of it can undercut. Prints CPU microseconds each: a read by key, by a unique index, of a page
// by an index; and how many durable writes of the size of an insert it does a second, by one writer and by 32 at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';

const [dataDir, seconds] = process.argv.slice(2);
const UNIQUE_VALUE_BYTES = 10;
const latin1 = {
  writeKey: (key, target, start) => start + target.latin1Write(key, start),
  readKey: (source, start, end) => source.latin1Slice(start, end),
};
const root = open({ path: join(dataDir, 'store'), maxDbs: 8, mapSize: 64 * 2 ** 30, readOnly: true });
const shared = { encoding: 'binary', keyEncoder: latin1 };
const documents = root.openDB({ name: 'documents', ...shared });
const indexes = root.openDB({ name: 'indexes', ...shared });

/** Some keys of one collection or index, spread over all of it. */
function sample(database, prefix) {
  const keys = [...database.getKeys({ start: prefix, end: `${prefix}\xff` })];
  const step = Math.max(1, Math.floor(keys.length / 20_000));
  return keys.filter((_, i) => i % step === 0);
}
/** The largest group of keys for which `suits` holds, by their first four bytes. */
function prefixOf(database, suits) {
  for (let start = '\0'; ;) {
    const [entry] = database.getRange({ start, limit: 1 });
    if (entry === undefined) throw new Error('no such records');
    if (suits(entry)) return entry.key.slice(0, 4);
    start = `${entry.key.slice(0, 4)}\xff`;
  }
}
const ids = sample(
  documents,
  prefixOf(documents, () => true),
);
const documentPrefix = ids[0].slice(0, 4);
const logins = sample(
  indexes,
  prefixOf(indexes, ({ value }) => value.length > UNIQUE_VALUE_BYTES),
);
const namePrefix = prefixOf(indexes, ({ value }) => value.length < UNIQUE_VALUE_BYTES);
const names = sample(indexes, namePrefix);
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const idIn = ({ value }) => documentPrefix + value.latin1Slice(0, value.length - 4);

function cpu(work) {
  const end = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < end) for (let i = 0; i < 20; i++, count++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const figures = {
  findById: cpu(() => documents.get(pick(ids))),
  findByEmail: cpu(() => documents.get(idIn({ value: indexes.get(pick(logins)) }))),
  page: cpu(() => {
    for (const { key, value } of indexes.getRange({ start: pick(names), limit: 50 })) {
      documents.get(documentPrefix + key.slice(value.readUInt16BE(0)));
    }
  }),
};
const value = Buffer.from(documents.get(ids[0]));
await root.close();

const directory = mkdtempSync(join(dataDir, 'raw-'));
const written = open({
  path: directory,
  overlappingSync: true,
  eventTurnBatching: false,
  encoding: 'binary',
});
let next = 0;
async function insertsPerSecond(writers) {
  const end = performance.now() + seconds * 1000;
  const before = next;
  while (performance.now() < end) {
    await written.batch(() => {
      for (let i = 0; i < writers; i++, next++) {
        written.put(`document ${next}`, value);
        for (const index of ['a', 'b', 'c'])
          written.put(`${index} ${(next * 7919) % 1e9}`, Buffer.from(`${next}`));
      }
    });
  }
  return (next - before) / seconds;
}
figures.inserts = await insertsPerSecond(1);
figures.insertsBy32 = await insertsPerSecond(32);
await written.close();
rmSync(directory, { recursive: true });
console.log(JSON.stringify(figures));
