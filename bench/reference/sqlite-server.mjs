// `node sqlite-server.mjs DATA_DIR` (Node 24): the reference of bench:store. A store of accounts in node:sqlite that
// speaks as much of MongoDB's wire protocol on a Unix socket as the official driver needs for the benchmark: both sides
// pay the same driver, the same socket and the same framing. It answers the benchmark's own queries and no others, each
// by one prepared statement: documents are BSON blobs beside indexed columns. WAL with synchronous=FULL: as durable as
// the embedded store. One connection: writers of a transaction wait in memory until it commits, as SQLite has one writer.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'bson';

const dataDir = process.argv[2];
const path = join(dataDir, 'sqlite.sock');
const db = new DatabaseSync(join(dataDir, 'accounts.db'));
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA mmap_size = 4294967296;
  CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, loginKey TEXT NOT NULL UNIQUE, nameKey TEXT NOT NULL, status TEXT NOT NULL, doc BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS name ON accounts (nameKey);
  CREATE INDEX IF NOT EXISTS status ON accounts (status, id);
  CREATE TABLE IF NOT EXISTS sessions (id BLOB PRIMARY KEY, number INTEGER NOT NULL, reply BLOB NOT NULL) WITHOUT ROWID;
`);
const sql = {
  byId: db.prepare('SELECT doc FROM accounts WHERE id = ?'),
  byLoginKey: db.prepare('SELECT doc FROM accounts WHERE loginKey = ?'),
  page: db.prepare('SELECT doc FROM accounts WHERE nameKey > ? ORDER BY nameKey LIMIT ?'),
  count: db.prepare('SELECT count(*) AS n FROM accounts'),
  insert: db.prepare('INSERT INTO accounts (id, loginKey, nameKey, status, doc) VALUES (?, ?, ?, ?, ?)'),
  update: db.prepare('UPDATE accounts SET doc = ? WHERE id = ?'),
  clear: db.prepare('DELETE FROM accounts'),
  remember: db.prepare('REPLACE INTO sessions (id, number, reply) VALUES (?, ?, ?)'),
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
};
/** The writes of open transactions, by session. */
const transactions = new Map();
const OK = serialize({ ok: 1 });

const commands = {
  hello,
  ismaster: hello,
  ping: () => OK,
  endSessions: () => OK,
  createIndexes: () => OK,
  drop: (args) => write(args, () => (sql.clear.run(), 1)),
  count: () => serialize({ n: sql.count.get().n, ok: 1 }),
  find,
  insert: (args) => write(args, () => args.documents.map(insertOne).length),
  update: (args) => write(args, () => args.updates.map(updateOne).length, 'nModified'),
  commitTransaction(args) {
    const key = args.lsid.id.toString('hex');
    const writes = transactions.get(key) ?? [];
    transactions.delete(key);
    atomically(() => {
      for (const run of writes) run();
      sql.remember.run(args.lsid.id.buffer, args.txnNumber, OK);
    });
    return OK;
  },
  abortTransaction(args) {
    transactions.delete(args.lsid.id.toString('hex'));
    return OK;
  },
};

function find({ find: collection, filter, sort, limit }) {
  const [[field, value]] = Object.entries(filter);
  let rows;
  if (sort !== undefined) rows = sql.page.all(value.$gt, limit);
  else rows = [(field === '_id' ? sql.byId : sql.byLoginKey).get(value)].filter((row) => row !== undefined);
  return cursorReply(rows, `bench.${collection}`);
}

/** `{cursor: {firstBatch, id: 0, ns}, ok: 1}` around the documents as they are stored. */
function cursorReply(rows, ns) {
  const documents = rows.reduce((size, { doc }, i) => size + doc.length + String(i).length + 2, 0);
  const array = 4 + documents + 1;
  const cursor = 4 + 12 + array + 12 + (9 + ns.length) + 1;
  const reply = Buffer.allocUnsafe(4 + 8 + cursor + 12 + 1);
  let at = reply.writeInt32LE(reply.length, 0);
  at += reply.latin1Write('\x03cursor\0', at);
  at = reply.writeInt32LE(cursor, at);
  at += reply.latin1Write('\x04firstBatch\0', at);
  at = reply.writeInt32LE(array, at);
  for (let i = 0; i < rows.length; i++) {
    at += reply.latin1Write(`\x03${i}\0`, at);
    reply.set(rows[i].doc, at);
    at += rows[i].doc.length;
  }
  at += reply.latin1Write('\0\x12id\0\0\0\0\0\0\0\0\0\x02ns\0', at);
  at = reply.writeInt32LE(ns.length + 1, at);
  at += reply.latin1Write(`${ns}\0\0\x01ok\0`, at);
  at = reply.writeDoubleLE(1, at);
  reply[at] = 0;
  return reply;
}

/** Runs a write: at once with the session's record of its answer, or when its transaction commits. */
function write({ lsid, txnNumber, autocommit, startTransaction }, run, counter = 'n') {
  if (autocommit === false) {
    const key = lsid.id.toString('hex');
    if (startTransaction === true) transactions.set(key, []);
    transactions.get(key).push(run);
    return serialize({ n: 1, [counter]: 1, ok: 1 });
  }
  return atomically(() => {
    const n = run();
    const reply = serialize({ n, [counter]: n, ok: 1 });
    if (txnNumber !== undefined) sql.remember.run(lsid.id.buffer, txnNumber, reply);
    return reply;
  });
}

function atomically(work) {
  sql.begin.run();
  try {
    const result = work();
    sql.commit.run();
    return result;
  } catch (error) {
    sql.rollback.run();
    throw error;
  }
}

function insertOne(raw) {
  const { _id, loginKey, nameKey, status } = deserialize(raw);
  sql.insert.run(_id, loginKey, nameKey, status, raw);
}

/** `{_id}` with `$set` of fields that no index has, and `$inc`. */
function updateOne({ q, u }) {
  const document = deserialize(sql.byId.get(q._id).doc);
  Object.assign(document, u.$set);
  for (const [field, by] of Object.entries(u.$inc)) document[field] += by;
  sql.update.run(serialize(document), q._id);
}

function hello() {
  return serialize({
    isWritablePrimary: true,
    ismaster: true,
    helloOk: true,
    setName: 'reference',
    setVersion: 1,
    hosts: [path],
    primary: path,
    me: path,
    maxBsonObjectSize: 16 * 2 ** 20,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  });
}

const OP_REPLY = 1;
const OP_MSG = 2013;

/** Answers one OP_MSG, or the OP_QUERY with which drivers greet. */
function answer(message) {
  const legacy = message.readInt32LE(12) !== OP_MSG;
  const args = legacy ? { hello: 1 } : argumentsOf(message);
  const name = Object.keys(args)[0];
  let document;
  try {
    const command = commands[name];
    if (command === undefined) throw new Error(`no command ${name}`);
    document = command(args);
  } catch (error) {
    document = serialize({ ok: 0, errmsg: error.message, code: 1 });
  }
  const prefix = legacy ? 36 : 21;
  const reply = Buffer.allocUnsafe(prefix + document.length);
  reply.fill(0, 0, prefix);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(message.readInt32LE(4), 8);
  reply.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) reply.writeInt32LE(1, 32);
  reply.set(document, prefix);
  return reply;
}

/** The command's document, and the documents to insert as they came. */
function argumentsOf(message) {
  let args;
  const sequences = [];
  for (let at = 20; at < message.length;) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (kind === 0) args = deserialize(message.subarray(at, at + size), { fieldsAsRaw: { documents: true } });
    else sequences.push(message.subarray(at, at + size));
    at += size;
  }
  for (const sequence of sequences) {
    const nameEnd = sequence.indexOf(0, 4);
    const name = sequence.toString('latin1', 4, nameEnd);
    args[name] = [];
    for (let at = nameEnd + 1; at < sequence.length;) {
      const size = sequence.readInt32LE(at);
      const raw = sequence.subarray(at, at + size);
      args[name].push(name === 'documents' ? raw : deserialize(raw));
      at += size;
    }
  }
  return args;
}

const server = createServer((socket) => {
  let rest = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
      const size = rest.readInt32LE(0);
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      socket.write(answer(message));
    }
  });
});
rmSync(path, { force: true });
server.listen(path, () => {
  const uri = `mongodb://${encodeURIComponent(path)}/?directConnection=true`;
  console.log(JSON.stringify({ uri, milliseconds: performance.now() }));
});
process.once('SIGTERM', () => {
  db.close();
  process.exit(0);
});
