import { expect, test } from '@jest/globals';
import { newCollection } from '../../../../src/embedded/catalog/collection.js';
import { encode } from '../../../../src/embedded/query/documents.js';
import { decodeChange, encodeChange } from '../../../../src/embedded/streams/entry.js';

test('an update of so many fields that their paths need more than 16 MB is told as a replacement', () => {
  const name = 'n'.repeat(200);
  const state = (value: number): Buffer =>
    encode({ _id: 1, [name]: Array.from({ length: 100_000 }, () => value) });
  const collection = newCollection({ db: 'shop', collection: 'things' }, 1, {});
  const how = { kind: 'update', operators: null } as const;
  const change = { kind: 'modify', collection, how, before: state(1), after: state(2) } as const;
  const { operationType, documentKey, fullDocument } = decodeChange(encodeChange(change, new Date()));
  expect(operationType).toBe('replace');
  expect(documentKey?.['_id']).toMatchObject({ value: 1 });
  expect(fullDocument?.[name]).toHaveLength(100_000);
});
