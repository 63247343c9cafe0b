import { CATALOG, Layer, type Space, type Written } from '../storage/layer.js';
import type { Key } from '../storage/keys.js';
import { LayeredReader, type Reader } from '../storage/reader.js';
import type { Conflicts } from '../sessions/conflicts.js';
import type { Transaction } from '../sessions/transaction.js';
import type { Change } from '../streams/change.js';

/** By space. */
const LOCK_PREFIX: Readonly<Record<Space, string>> = ['c', 'd', 'i', 's', 'o'];

/**
 * What one command reads and writes. Its writes are its own until the command has ended well: then they are
 * committed, or join those of its transaction; a command that throws leaves nothing.
 */
export class Unit {
  readonly transaction: Transaction | undefined;
  readonly reader: Reader;
  readonly writes = new Layer();
  /** What it changed, in order, for change streams. */
  readonly changes: Change[] = [];
  /** Its writes are not held against their collections' validators. */
  bypassesValidation = false;
  readonly #conflicts: Conflicts;
  /** What was written under a lock, for transactions that begin before this unit commits. */
  readonly written = new Set<string>();

  constructor(base: Reader, conflicts: Conflicts, transaction: Transaction | undefined) {
    this.transaction = transaction;
    this.#conflicts = conflicts;
    const own = [this.writes];
    const layers = transaction === undefined ? own : [transaction.writes, this.writes];
    this.reader = new LayeredReader(transaction?.snapshot.reader ?? base, () => layers);
  }

  write(space: Space, key: Key, value: Written): void {
    this.writes.set(space, key, value);
  }

  /**
   * Claims a document, a unique key or a catalogue entry before writing it.
   * In a transaction throws WriteConflict, outside throws LockWait.
   */
  claim(space: Space, key: Key): void {
    const name = LOCK_PREFIX[space] + key;
    if (this.transaction === undefined) {
      this.#conflicts.passUnlocked(name);
    } else {
      this.#conflicts.lock(this.transaction, name);
      this.transaction.locks.add(name);
    }
    this.written.add(name);
  }

  /** In a transaction: this catalogue entry must be what it was when the snapshot was taken. */
  checkCatalogEntry(key: Key): void {
    if (this.transaction !== undefined)
      this.#conflicts.checkUnchanged(this.transaction, LOCK_PREFIX[CATALOG] + key);
  }

  /** Notes that a transaction works with a collection, so that changes of its catalogue entry wait. */
  useCollection(id: number): void {
    if (this.transaction === undefined) return;
    this.#conflicts.use(this.transaction, id);
    this.transaction.collections.add(id);
  }

  /** Before a change of a collection's catalogue entry. Throws LockWait while a transaction works with it. */
  claimCollection(id: number): void {
    this.#conflicts.passUnused(id, this.transaction);
  }
}
