import { setImmediate } from 'node:timers/promises';
import { type Collection, type Index, TRUNCATED } from '../catalog/collection.js';
import { garbageKey, markPrefix } from '../catalog/catalog.js';
import { fullName } from '../catalog/namespace.js';
import { decodePlain, type Document } from '../query/documents.js';
import { documentIdOf, indexEntry } from '../records/documents.js';
import { idKey, indexKeys } from '../records/index-keys.js';
import { type Key, prefixEnd } from '../storage/keys.js';
import { CATALOG, DOCUMENTS, INDEXES, OPLOG, SESSIONS, type Space, SPACES } from '../storage/layer.js';
import type { RecordScan, ScannedRecord } from '../storage/record-scan.js';
import type { Storage } from '../storage/storage.js';
import { type CheckReport, Findings } from './check-report.js';
import { PREFIX_LENGTH, type Prefixes, readPrefixes, recordName } from './record-names.js';

/** Records between two turns of the event loop, so that commands are answered meanwhile. */
const TURN = 200;

/**
 * Checks everything that is stored, as it is now: checksums, numbers of records, the catalogue, that every document is in each index as it
 * should be, and that the indexes hold nothing else. Memory does not grow with the store; writers go on.
 */
export async function checkStorage(storage: Storage): Promise<CheckReport> {
  await storage.flushed();
  const { scan, counts, release } = storage.scanSnapshot();
  try {
    return await new Check(scan, counts).run();
  } finally {
    release();
  }
}

class Check {
  readonly #scan: RecordScan;
  /** How many records LMDB says that it has, by Space. */
  readonly #counts: readonly number[];
  readonly #found = new Findings();
  readonly #prefixes: Prefixes;
  /** How many of the entries that an index must have it has. */
  readonly #present = new Map<Key, number>();
  readonly #counted = new Map<Key, number>();

  constructor(scan: RecordScan, counts: readonly number[]) {
    this.#scan = scan;
    this.#counts = counts;
    this.#prefixes = readPrefixes(scan, (key) => {
      this.#found.add('CATALOGUE_UNREADABLE', `${this.#name(CATALOG, key, NOTHING)} cannot be read`);
    });
    this.#found.collections = this.#prefixes.collections.size;
    this.#found.indexes = this.#prefixes.indexes.size;
  }

  async run(): Promise<CheckReport> {
    try {
      await this.#checkAll();
    } catch (error) {
      // LMDB's: a record that is damaged throws nothing here.
      const reason = error instanceof Error ? error.message : String(error);
      this.#found.add('PAGE_DAMAGED', `the data file cannot be read to its end: ${reason}`);
    }
    return this.#found.report();
  }

  async #checkAll(): Promise<void> {
    await this.#each(CATALOG, () => undefined);
    await this.#each(SESSIONS, () => undefined);
    await this.#each(OPLOG, () => undefined);
    await this.#each(DOCUMENTS, (record) => {
      this.#document(record);
    });
    await this.#each(INDEXES, ({ key }) => {
      this.#entry(key);
    });
    // Every entry that should be there was looked up; if there are no more than those that were found, there is no other.
    for (const [prefix, found] of this.#prefixes.indexes) {
      if (this.#counted.get(prefix) !== this.#present.get(prefix)) await this.#strayEntries(found);
    }
  }

  async #each(space: Space, visit: (record: ScannedRecord) => void): Promise<void> {
    let visited = 0;
    for (const record of this.#scan.records(space)) {
      if (record.damaged) {
        const name = this.#name(space, record.key, record.value);
        this.#found.add('RECORD_DAMAGED', `${name} is damaged: its checksum does not match`);
      }
      visit(record);
      if (++visited % TURN === 0) await setImmediate();
    }
    const expected = this.#counts[space];
    if (visited !== expected) {
      this.#found.add(
        'RECORDS_MISSING',
        `${String(visited)} records of ${SPACES[space]} can be reached, and ${String(expected)} were written`,
      );
    }
  }

  #document({ key, value, damaged }: ScannedRecord): void {
    this.#found.documents++;
    const collection = this.#prefixes.collections.get(key.slice(0, PREFIX_LENGTH));
    if (collection === undefined) {
      if (!this.#isGarbage('d', key)) {
        this.#found.add('WITHOUT_COLLECTION', `${this.#name(DOCUMENTS, key, value)} is left over`);
      }
      return;
    }
    if (damaged) return;
    const document = this.#decode(key, value);
    if (document === undefined) return;
    for (const index of collection.indexes) this.#indexed(collection, index, key, value, document);
  }

  #decode(key: Key, value: Buffer): Document | undefined {
    try {
      const document = decodePlain(value);
      if (idKey(document._id).key === key.slice(PREFIX_LENGTH)) return document;
    } catch {
      // Said below.
    }
    this.#found.add('DOCUMENT_UNREADABLE', `${this.#name(DOCUMENTS, key, value)} is not what its key says`);
    return undefined;
  }

  /** Checks that an index has every entry of a document. */
  #indexed(collection: Collection, index: Index, key: Key, value: Buffer, document: Document): void {
    const documentId = key.slice(PREFIX_LENGTH);
    const { keys, multikey } = indexKeys(index, document);
    const of = (): string => `the index ${index.name} of ${fullName(collection.namespace)}`;
    let present = 0;
    for (const indexKey of keys) {
      const entry = indexEntry(index, indexKey, documentId);
      const stored = this.#scan.get(INDEXES, entry.key);
      const points = stored !== undefined && (stored.damaged || stored.value.equals(entry.value));
      if (points) present++;
      else this.#found.add('ENTRY_MISSING', `${of()} lacks ${this.#name(DOCUMENTS, key, value)}`);
    }
    const marks = new Set(multikey);
    if (keys.some(({ truncated }) => truncated)) marks.add(TRUNCATED);
    for (const mark of marks) {
      const marked = this.#scan.get(CATALOG, markPrefix(index.id) + String.fromCharCode(mark));
      if (marked === undefined) {
        const what = mark === TRUNCATED ? 'long keys' : 'arrays';
        this.#found.add(
          'MARK_MISSING',
          `${of()} does not know that it has ${what}: ${this.#name(DOCUMENTS, key, value)}`,
        );
      }
    }
    this.#present.set(index.prefix, (this.#present.get(index.prefix) ?? 0) + present);
  }

  #entry(key: Key): void {
    this.#found.entries++;
    const prefix = key.slice(0, PREFIX_LENGTH);
    if (this.#prefixes.indexes.has(prefix)) {
      this.#counted.set(prefix, (this.#counted.get(prefix) ?? 0) + 1);
    } else if (!this.#isGarbage('i', key)) {
      this.#found.add('WITHOUT_INDEX', `${this.#name(INDEXES, key, NOTHING)} is left over`);
    }
  }

  /** Looks up the document of every entry of an index. */
  async #strayEntries({ collection, index }: { collection: Collection; index: Index }): Promise<void> {
    let visited = 0;
    const range = { lower: index.prefix, upper: prefixEnd(index.prefix) };
    for (const { key, value, damaged } of this.#scan.records(INDEXES, range)) {
      if (!damaged && !this.#belongs(collection, index, key, value)) {
        this.#found.add('ENTRY_STRAY', `${this.#name(INDEXES, key, value)} is of no document`);
      }
      if (++visited % TURN === 0) await setImmediate();
    }
  }

  #belongs(collection: Collection, index: Index, key: Key, value: Buffer): boolean {
    const documentId = documentIdOf(index, { key, value });
    const document = this.#scan.get(DOCUMENTS, collection.prefix + documentId);
    if (document === undefined) return false;
    // What a damaged document should have here nobody knows; the document itself is reported.
    if (document.damaged) return true;
    const { keys } = indexKeys(index, decodePlain(document.value));
    return keys.some((indexKey) => indexEntry(index, indexKey, documentId).key === key);
  }

  /** A dropped collection's or index's, which housekeeping removes. */
  #isGarbage(space: 'd' | 'i', key: Key): boolean {
    const mark = garbageKey(space, 0).slice(0, 2) + key.slice(0, PREFIX_LENGTH);
    return this.#scan.get(CATALOG, mark) !== undefined;
  }

  #name(space: Space, key: Key, value: Buffer): string {
    return recordName(this.#prefixes, { space, key, value });
  }
}

const NOTHING = Buffer.alloc(0);
