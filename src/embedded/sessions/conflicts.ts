import { snapshotUnavailable, transient, writeConflictError } from './transaction-errors.js';

/** Whoever may hold locks: a multi-document transaction. */
export interface LockOwner {
  /** The number of the last commit that its snapshot contains. */
  readonly startedAt: number;
  /** Resolves when the transaction has ended and its locks are free. */
  readonly ended: Promise<void>;
}

/** Thrown by a write outside transactions that meets a lock: run the command again once `ended` resolves. */
export class LockWait extends Error {
  readonly ended: Promise<void>;

  constructor(ended: Promise<void>) {
    super('waits for a transaction');
    this.ended = ended;
  }
}

/** What is locked by open transactions, and what was committed since the oldest of them began. */
export class Conflicts {
  readonly #owners = new Map<string, LockOwner>();
  readonly #used = new Map<number, Set<LockOwner>>();
  readonly #commits = new Map<string, number>();
  #commitNumber = 0;
  #open = 0;

  /** The number of the last commit. */
  get lastCommit(): number {
    return this.#commitNumber;
  }

  begin(): void {
    this.#open++;
  }

  /** Frees what `owner` holds. */
  end(owner: LockOwner, names: Iterable<string>, collections: Iterable<number>): void {
    for (const name of names) this.#owners.delete(name);
    for (const id of collections) {
      const users = this.#used.get(id);
      users?.delete(owner);
      if (users?.size === 0) this.#used.delete(id);
    }
    this.#open--;
    if (this.#open === 0) this.#commits.clear();
  }

  /** Locks `name` for a transaction. Throws 112 WriteConflict if another holds it or committed it since. */
  lock(owner: LockOwner, name: string): void {
    const holder = this.#owners.get(name);
    if (holder === owner) return;
    if (holder !== undefined || (this.#commits.get(name) ?? 0) > owner.startedAt) throw writeConflictError();
    this.#owners.set(name, owner);
  }

  /** For writes outside transactions: throws LockWait while a transaction holds `name`. */
  passUnlocked(name: string): void {
    const holder = this.#owners.get(name);
    if (holder !== undefined) throw new LockWait(holder.ended);
  }

  /** Throws 246 SnapshotUnavailable if `name` (of the catalogue) changed since the transaction began. */
  checkUnchanged(owner: LockOwner, name: string): void {
    if ((this.#commits.get(name) ?? 0) > owner.startedAt) throw transient(snapshotUnavailable(name));
  }

  /** Notes that a transaction works with a collection. */
  use(owner: LockOwner, collectionId: number): void {
    const users = this.#used.get(collectionId);
    if (users === undefined) this.#used.set(collectionId, new Set([owner]));
    else users.add(owner);
  }

  /** For a change of the catalogue: throws LockWait while a transaction other than `self` works with the collection. */
  passUnused(collectionId: number, self: LockOwner | undefined): void {
    for (const owner of this.#used.get(collectionId) ?? [])
      if (owner !== self) throw new LockWait(owner.ended);
  }

  /** Notes a commit, for transactions that are open now. */
  committed(names: Iterable<string>): void {
    this.#commitNumber++;
    if (this.#open > 0) for (const name of names) this.#commits.set(name, this.#commitNumber);
  }
}
