import { CommandError } from '../query/errors.js';
import type { Document } from '../query/documents.js';
import { isDocument } from '../query/values.js';
import { keyBytes, keyOf } from '../storage/keys.js';
import type { Position } from './position.js';

/** Where a stream is: after a place between events, after an event, or after its invalidation. */
export interface ResumePoint {
  readonly kind: 'place' | 'event' | 'invalidate';
  readonly position: Position;
  /** Of the history that the position is in. */
  readonly history: Buffer;
}

const VERSION = 1;
const POSITION_BYTES = 12;
const HISTORY_BYTES = 4;
const KINDS = ['place', 'event', 'invalidate'] as const;

/** `{_data: hex}`; tokens of one history compare, as text, as their events follow. */
export function resumeToken({ kind, position, history }: ResumePoint): Document {
  const bytes = [Buffer.from([VERSION]), keyBytes(position), Buffer.from([KINDS.indexOf(kind)]), history];
  return { _data: Buffer.concat(bytes).toString('hex').toUpperCase() };
}

/** Throws 260 InvalidResumeToken for what `resumeToken` did not make. */
export function parseResumeToken(token: unknown): ResumePoint {
  const data = isDocument(token) ? token._data : undefined;
  if (typeof data !== 'string' || !/^[0-9A-Fa-f]+$/.test(data)) throw invalidResumeToken('is malformed');
  const bytes = Buffer.from(data, 'hex');
  const kind = KINDS[bytes[1 + POSITION_BYTES] ?? KINDS.length];
  if (bytes.length !== 2 + POSITION_BYTES + HISTORY_BYTES || bytes[0] !== VERSION || kind === undefined) {
    throw invalidResumeToken('is none of this store');
  }
  return {
    kind,
    position: keyOf(bytes.subarray(1, 1 + POSITION_BYTES)),
    history: bytes.subarray(2 + POSITION_BYTES),
  };
}

export function invalidResumeToken(why: string): CommandError {
  return new CommandError(260, 'InvalidResumeToken', `the resume token ${why}`);
}
