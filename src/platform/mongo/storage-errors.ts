import { mongo } from 'mongoose';
import { UnavailableError } from '../../kernel/errors.js';

/** What a unique index refused. */
export interface DuplicateKey {
  /** The index's key; of a bulk write its first field only. */
  readonly keyPattern: Readonly<Record<string, unknown>>;
}

const DUPLICATE_KEY = 11000;

/** What a unique index refused, or undefined if the error is something else. */
export function duplicateKey(error: unknown): DuplicateKey | undefined {
  if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) return undefined;
  const details = writeErrorDetails(error);
  return { keyPattern: objectOf(details.keyPattern) };
}

/** True if a unique index that has `field` in its key refused the write. */
export function isDuplicateOf(error: unknown, field: string): boolean {
  const duplicate = duplicateKey(error);
  return duplicate !== undefined && field in duplicate.keyPattern;
}

/**
 * The error that a caller may see in place of a driver's: UnavailableError if the store is away, too slow or failing
 * over; otherwise the error itself. The GraphQL and REST error formatters pass everything through this.
 */
export function fromStorage(error: unknown): unknown {
  return isUnavailable(error)
    ? new UnavailableError('The store cannot be reached right now. Try again.', { cause: error })
    : error;
}

/** Driver errors (and mongoose's wrapping of one) that say "not now"; the driver does not export all of their classes. */
const AWAY = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoClientClosedError',
]);
const MAX_TIME_EXPIRED = 50;

/** Server errors after which a read may be sent again (the driver specifications' retryable reads). */
const RETRYABLE_READ_CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  89, // NetworkTimeout
  91, // ShutdownInProgress
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** True if the same read may succeed when it is sent once more: a connection broke, or the primary changed. */
export function isRetryableRead(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError) return true;
  return error instanceof mongo.MongoServerError && RETRYABLE_READ_CODES.has(Number(error.code));
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.has(error.name)) return true;
  if (!(error instanceof mongo.MongoServerError)) return false;
  // What kept a bulk write from the store, the driver passes on as if the server had answered it.
  if (error instanceof mongo.MongoBulkWriteError && isUnavailable(error.errorResponse)) return true;
  // A transaction that kept conflicting, or a primary that stepped down, succeeds when repeated.
  return (
    error.code === MAX_TIME_EXPIRED ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('RetryableWriteError')
  );
}

function writeErrorDetails(error: mongo.MongoServerError): Record<string, unknown> {
  if (error.keyPattern !== undefined || !(error instanceof mongo.MongoBulkWriteError)) return error;
  // The driver drops what the server says about a bulk's write errors, all but the message: the index and the first
  // field of its key come before any value in it.
  const [first] = [error.writeErrors].flat();
  const field = / index: \S+ dup key: \{ "?([\w.]+)"?:/.exec(first?.errmsg ?? error.message)?.[1];
  return field === undefined ? {} : { keyPattern: { [field]: 1 } };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
