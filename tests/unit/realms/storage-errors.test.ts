import { describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { UnavailableError } from '../../../src/kernel/errors.js';
import { duplicateKey, fromStorage, isDuplicateOf } from '../../../src/platform/mongo/storage-errors.js';

const errmsg =
  'E11000 duplicate key error collection: reeve_acme.accounts index: login dup key: { loginKey: "x index: y dup key: { z: 1 }" }';

function bulkError(): mongo.MongoBulkWriteError {
  const writeError = { errmsg } as mongo.WriteError;
  return new mongo.MongoBulkWriteError({ message: errmsg, code: 11000, writeErrors: [writeError] }, {
    insertedCount: 0,
  } as mongo.BulkWriteResult);
}

describe('a unique index that refuses', () => {
  test('a single write is known by its key', () => {
    const error = new mongo.MongoServerError({ message: errmsg, code: 11000, keyPattern: { loginKey: 1 } });
    expect(isDuplicateOf(error, 'loginKey')).toBe(true);
    expect(isDuplicateOf(error, 'externalId')).toBe(false);
  });

  test('a bulk write is known by the message, before any value in it', () => {
    expect(duplicateKey(bulkError())).toEqual({ keyPattern: { loginKey: 1 } });
    expect(isDuplicateOf(bulkError(), 'z')).toBe(false);
  });

  test('is nothing else', () => {
    expect(duplicateKey(new mongo.MongoServerError({ message: 'x', code: 112 }))).toBeUndefined();
    expect(duplicateKey(new Error('E11000'))).toBeUndefined();
  });
});

describe('a store that is away', () => {
  test("is UNAVAILABLE, without the driver's message", () => {
    const error = fromStorage(new mongo.MongoNetworkError('connect ECONNREFUSED 10.0.0.7'));
    expect(error).toBeInstanceOf(UnavailableError);
    expect((error as Error).message).not.toContain('10.0.0.7');
  });

  test('for a bulk write too', () => {
    const cause = new mongo.MongoNetworkError('connect ECONNREFUSED 10.0.0.7');
    const error = new mongo.MongoBulkWriteError(cause, { insertedCount: 0 } as mongo.BulkWriteResult);
    expect(fromStorage(error)).toBeInstanceOf(UnavailableError);
    expect(fromStorage(bulkError())).not.toBeInstanceOf(UnavailableError);
  });

  test('for a moment, by the labels that ask to repeat', () => {
    const error = new mongo.MongoServerError({
      message: 'x',
      code: 112,
      errorLabels: ['TransientTransactionError'],
    });
    expect(fromStorage(error)).toBeInstanceOf(UnavailableError);
  });

  test('is nothing else', () => {
    const error = new mongo.MongoServerError({ message: 'x', code: 2 });
    expect(fromStorage(error)).toBe(error);
  });
});
