import type { Index } from './catalog/collection.js';
import { garbageKey, ttlKey } from './catalog/catalog.js';
import { type Namespace, namespaceOfKey } from './catalog/namespace.js';
import type { Engine } from './engine.js';
import { encodeKey, encodeValue, typeBracket } from './query/key-encoding.js';
import { documentIdOf, removeDocument } from './records/documents.js';
import type { Unit } from './records/unit.js';
import { LockWait } from './sessions/conflicts.js';
import { type Key, keyOf, prefixEnd } from './storage/keys.js';
import { CATALOG, DOCUMENTS, INDEXES, type Space } from './storage/layer.js';

const TICK_MS = 1_000;
const SESSIONS_EVERY_MS = 5 * 60_000;
/** Keys removed in one turn, so that no command waits long. */
const CHUNK = 500;

/** Ends what has timed out, deletes expired documents, and removes what dropped collections left. */
export function startHousekeeping(engine: Engine): { stop: () => Promise<void> } {
  let stopped = false;
  let busy = false;
  let running = Promise.resolve();
  let lastTtl = Date.now();
  let lastSessions = Date.now();
  const timer = setInterval(() => {
    if (!busy) running = tick();
  }, TICK_MS);
  timer.unref();
  const isStopped = (): boolean => stopped;

  async function tick(): Promise<void> {
    busy = true;
    const now = Date.now();
    await tried(() => {
      endIdle(engine, now);
    });
    await tried(() => keepOplog(engine, now, isStopped));
    await tried(() => collectGarbage(engine, isStopped));
    if (now - lastTtl >= engine.parameters.ttlMonitorSleepSecs * 1_000) {
      lastTtl = now;
      await tried(() => deleteExpired(engine, now, isStopped));
    }
    if (now - lastSessions >= SESSIONS_EVERY_MS) {
      lastSessions = now;
      await tried(() => removeIdleSessions(engine, now));
    }
    busy = false;
  }

  return {
    // What is running reads the storage once more after each flush: it must not find it closed.
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return running;
    },
  };
}

/**
 * What fails keeps nothing else from being done, and is tried again at its next time: a failed flush is told to whoever
 * waits for it, a damaged record to whoever asks for it.
 */
async function tried(duty: () => Promise<void> | void): Promise<void> {
  try {
    await duty();
  } catch {
    // Told to others, as said above.
  }
}

function endIdle({ cursors, sessions }: Engine, now: number): void {
  cursors.expire(now);
  for (const session of sessions.expire(now)) cursors.killOfSession(session);
}

async function removeIdleSessions(engine: Engine, now: number): Promise<void> {
  const unit = engine.unit();
  engine.sessions.removeIdle(unit, now);
  await engine.commit(unit);
}

/** Keeps the history of changes within its size, and ends it when nobody reads it. */
export async function keepOplog(engine: Engine, now: number, stopped: () => boolean): Promise<void> {
  const { oplog, cursors, parameters } = engine;
  const use = engine.unit();
  oplog.noteUse(use.writes, cursors.openStreams > 0, now);
  await engine.commit(use);
  while (!stopped()) {
    const unit = engine.unit();
    if (!oplog.trim(unit.writes, parameters.oplogMaxBytes, CHUNK)) return;
    await engine.commit(unit);
  }
}

/** Removes the keys of dropped collections and indexes, those of damaged records too, a chunk at a time. */
export async function collectGarbage(engine: Engine, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    const [mark] = engine.storage.reader.range(CATALOG, { lower: 'g', upper: 'h' }, false, 1);
    if (mark === undefined) return;
    // The scan below sees only what is flushed; nothing is written any more into what is dropped.
    await engine.storage.flushed();
    if (stopped()) return;
    const unit = engine.unit();
    const space = mark.key.startsWith(garbageKey('d', 0).slice(0, 2)) ? DOCUMENTS : INDEXES;
    const prefix = mark.key.slice(2);
    const keys = someKeys(engine, space, prefix);
    for (const key of keys) unit.write(space, key, null);
    if (keys.length < CHUNK) unit.write(CATALOG, mark.key, null);
    await engine.commit(unit);
  }
}

/** The first keys with a prefix, whatever their values are. */
function someKeys({ storage }: Engine, space: Space, prefix: Key): Key[] {
  const keys: Key[] = [];
  for (const { key } of storage.scan.records(space, { lower: prefix, upper: prefixEnd(prefix) })) {
    keys.push(key);
    if (keys.length === CHUNK) break;
  }
  return keys;
}

/** Deletes the documents that their collections' TTL indexes call expired. */
export async function deleteExpired(engine: Engine, now: number, stopped: () => boolean): Promise<void> {
  const prefix = ttlKey('');
  const keys = engine.storage.reader.range(
    CATALOG,
    { lower: prefix, upper: prefixEnd(prefix) },
    false,
    Infinity,
  );
  for (const { key } of keys) {
    if (stopped()) return;
    const namespace = namespaceOfKey(key.slice(prefix.length));
    const indexes = engine.catalog.find(engine.unit(), namespace)?.indexes ?? [];
    for (const { id, expireAfterSeconds } of indexes) {
      if (expireAfterSeconds === undefined) continue;
      await tried(async () => {
        while (!stopped() && (await deleteExpiredChunk(engine, namespace, id, now))) continue;
      });
    }
  }
}

/**
 * True if there may be more. What the catalogue says is read for each chunk: between two of them an index may be made,
 * whose entries go too, and the TTL may be changed or dropped.
 */
async function deleteExpiredChunk(
  engine: Engine,
  namespace: Namespace,
  indexId: number,
  now: number,
): Promise<boolean> {
  const unit = engine.unit();
  const collection = engine.catalog.find(unit, namespace);
  const index = collection?.indexes.find(({ id }) => id === indexId);
  if (collection === undefined || index?.expireAfterSeconds === undefined) return false;
  const before = new Date(now - index.expireAfterSeconds * 1_000);
  const range = expiredRange(index, before);
  const entries = unit.reader.range(INDEXES, range, false, CHUNK);
  let removed = 0;
  try {
    for (const entry of entries) {
      const key = collection.prefix + documentIdOf(index, entry);
      const raw = readable(unit, key);
      if (raw === undefined) continue;
      removeDocument(unit, collection, { key, raw });
      removed++;
    }
  } catch (error) {
    // Some transaction writes one of them: later.
    if (error instanceof LockWait) return false;
    throw error;
  }
  await engine.commit(unit);
  return entries.length === CHUNK && removed > 0;
}

function expiredRange(index: Index, before: Date): { lower: string; upper: string } {
  const { lower } = typeBracket(before);
  if (index.directions[0] === 1) {
    return {
      lower: index.prefix + keyOf(lower),
      upper: prefixEnd(index.prefix + keyOf(encodeValue(before))),
    };
  }
  const newest = keyOf(encodeKey([before], [-1]));
  return { lower: index.prefix + newest, upper: index.prefix + String.fromCharCode(256 - (lower[0] ?? 0)) };
}

/** A document that is there and sound: a damaged one stays, for `check` to name. */
function readable(unit: Unit, key: Key): Buffer | undefined {
  try {
    return unit.reader.get(DOCUMENTS, key);
  } catch {
    return undefined;
  }
}
