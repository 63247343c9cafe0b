import { Catalog } from './catalog/catalog.js';
import { Cursors } from './cursors.js';
import { damagedRecordError } from './maintenance/record-names.js';
import { Unit } from './records/unit.js';
import { Conflicts } from './sessions/conflicts.js';
import { Sessions } from './sessions/sessions.js';
import type { Transaction } from './sessions/transaction.js';
import type { Layer } from './storage/layer.js';
import type { Storage } from './storage/storage.js';
import type { Change, ChangeTransaction } from './streams/change.js';
import { Oplog } from './streams/oplog.js';

export interface EngineOptions {
  /** Where drivers find this server: its socket's path. */
  readonly address: string;
}

/** The state behind the commands. */
export class Engine {
  readonly storage: Storage;
  readonly address: string;
  readonly catalog: Catalog;
  readonly conflicts = new Conflicts();
  readonly sessions: Sessions;
  readonly cursors = new Cursors();
  readonly oplog: Oplog;
  readonly startedAt = Date.now();
  /** What setParameter may change. */
  readonly parameters = { ttlMonitorSleepSecs: 60, oplogMaxBytes: 64 * 2 ** 20 };

  constructor(storage: Storage, { address }: EngineOptions) {
    this.storage = storage;
    this.address = address;
    this.catalog = new Catalog(storage.reader);
    this.sessions = new Sessions(storage, this.conflicts);
    this.oplog = new Oplog(storage.reader);
    storage.onDamage = (record) => damagedRecordError(storage.scan, record);
    storage.onRollback = () => {
      this.catalog.clearCache();
      this.sessions.forget();
      this.oplog.load();
    };
  }

  unit(transaction?: Transaction): Unit {
    return new Unit(this.storage.reader, this.conflicts, transaction);
  }

  /** Makes the writes of a unit outside transactions visible; resolves when they are flushed. */
  commit(unit: Unit): Promise<void> {
    if (unit.writes.empty) return Promise.resolve();
    this.catalog.beforeCommit(unit.writes);
    this.conflicts.committed(unit.written);
    return this.#store(unit.writes, unit.changes);
  }

  /** The same for a transaction that has ended. */
  commitTransaction(transaction: Transaction, by: ChangeTransaction): Promise<void> {
    this.catalog.beforeCommit(transaction.writes);
    this.conflicts.committed(transaction.locks);
    return this.#store(transaction.writes, transaction.changes, by);
  }

  async #store(writes: Layer, changes: readonly Change[], by?: ChangeTransaction): Promise<void> {
    const time = this.oplog.commit(writes, changes, by);
    await this.storage.commit(writes);
    this.oplog.flushed(time);
  }
}
