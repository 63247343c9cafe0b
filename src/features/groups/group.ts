import type { DomainError } from '../../kernel/errors.js';

/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export interface Group {
  readonly id: string;
  /** Unique in its realm. */
  readonly name: string;
  readonly description?: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What became of one member in a bulk change. */
export interface MemberChange {
  readonly memberId: string;
  /** False if it was so already, or if `error` says why not. */
  readonly changed: boolean;
  readonly error?: DomainError;
}
