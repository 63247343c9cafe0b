import { CommandError, noSuchTransaction, writeConflict } from '../query/errors.js';

const TRANSIENT = 'TransientTransactionError';

/** Lets the driver run the whole transaction again. */
export function transient(error: CommandError): CommandError {
  return new CommandError(error.code, error.codeName, error.message, {
    ...error.extra,
    errorLabels: [TRANSIENT],
  });
}

export function writeConflictError(): CommandError {
  return transient(
    writeConflict(
      'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    ),
  );
}

export function snapshotUnavailable(name: string): CommandError {
  return new CommandError(
    246,
    'SnapshotUnavailable',
    `Unable to read from a snapshot due to pending collection catalog changes; please retry the operation. ${name}`,
  );
}

export function noSuchTransactionError(txnNumber: bigint, why: string): CommandError {
  return transient(noSuchTransaction(`Transaction with { txnNumber: ${String(txnNumber)} } ${why}`));
}

export function transactionTooOld(txnNumber: bigint, known: bigint): CommandError {
  return new CommandError(
    225,
    'TransactionTooOld',
    `Cannot start transaction with { txnNumber: ${String(txnNumber)} } because a newer transaction with txnNumber ${String(known)} has already started on this session.`,
  );
}

export function transactionCommitted(txnNumber: bigint): CommandError {
  return new CommandError(
    256,
    'TransactionCommitted',
    `Transaction with { txnNumber: ${String(txnNumber)} } has been committed.`,
  );
}

export function notInTransaction(command: string): CommandError {
  return new CommandError(
    263,
    'OperationNotSupportedInTransaction',
    `Cannot run '${command}' in a multi-document transaction.`,
  );
}
