import { Layer } from '../storage/layer.js';
import type { Snapshot } from '../storage/storage.js';
import type { Change } from '../streams/change.js';
import type { LockOwner } from './conflicts.js';

/** An open multi-document transaction. */
export class Transaction implements LockOwner {
  readonly number: bigint;
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly snapshot: Snapshot;
  readonly writes = new Layer();
  readonly changes: Change[] = [];
  readonly locks = new Set<string>();
  readonly collections = new Set<number>();
  readonly ended: Promise<void>;
  readonly markEnded: () => void;

  constructor(number: bigint, snapshot: Snapshot, startedAt: number, expiresAt: number) {
    this.number = number;
    this.snapshot = snapshot;
    this.startedAt = startedAt;
    this.expiresAt = expiresAt;
    let resolveEnded: () => void = () => undefined;
    this.ended = new Promise((resolve) => (resolveEnded = resolve));
    this.markEnded = resolveEnded;
  }
}
