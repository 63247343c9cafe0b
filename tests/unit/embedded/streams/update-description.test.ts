import { describe, expect, test } from '@jest/globals';
import { Double, Int32 } from 'bson';
import type { Document } from '../../../../src/embedded/query/documents.js';
import { compileUpdate } from '../../../../src/embedded/query/update.js';
import { describeUpdate } from '../../../../src/embedded/streams/update-description.js';

type Case = readonly [
  name: string,
  before: Document,
  update: Document | readonly Document[],
  described: { updatedFields?: Document; removedFields?: string[]; truncatedArrays?: Document[] },
];

// https://www.mongodb.com/docs/manual/reference/change-events/update/
const cases: readonly Case[] = [
  ['a field', { _id: 1, a: 1 }, { $set: { a: 2 } }, { updatedFields: { a: 2 } }],
  ['a nested field', { _id: 1, a: { b: 1, c: 1 } }, { $set: { 'a.b': 2 } }, { updatedFields: { 'a.b': 2 } }],
  [
    'a document set whole',
    { _id: 1, a: { b: 1 } },
    { $set: { a: { b: 2 } } },
    { updatedFields: { a: { b: 2 } } },
  ],
  ['a new path', { _id: 1 }, { $set: { 'a.b.c': 1 } }, { updatedFields: { a: { b: { c: 1 } } } }],
  [
    'another type',
    { _id: 1, a: new Int32(1) },
    { $set: { a: new Double(1) } },
    { updatedFields: { a: new Double(1) } },
  ],
  ['a removed field', { _id: 1, a: { b: 1, c: 1 } }, { $unset: { 'a.b': '' } }, { removedFields: ['a.b'] }],
  ['a rename', { _id: 1, a: 1 }, { $rename: { a: 'b' } }, { updatedFields: { b: 1 }, removedFields: ['a'] }],
  ['an element', { _id: 1, a: [1, 2] }, { $set: { 'a.1': 3 } }, { updatedFields: { 'a.1': 3 } }],
  [
    'all elements',
    { _id: 1, a: [1, 2] },
    { $inc: { 'a.$[]': 1 } },
    { updatedFields: { 'a.0': new Int32(2), 'a.1': new Int32(3) } },
  ],
  [
    'a field of all elements',
    { _id: 1, a: [{ n: 1, m: 1 }] },
    { $set: { 'a.$[].n': 2 } },
    { updatedFields: { 'a.0.n': 2 } },
  ],
  [
    'elements that are pushed',
    { _id: 1, a: [1] },
    { $push: { a: { $each: [2, 3] } } },
    { updatedFields: { 'a.1': 2, 'a.2': 3 } },
  ],
  [
    'an element pushed in front',
    { _id: 1, a: [1] },
    { $push: { a: { $each: [2], $position: 0 } } },
    { updatedFields: { a: [2, 1] } },
  ],
  ['an element that is pulled', { _id: 1, a: [1, 2] }, { $pull: { a: 1 } }, { updatedFields: { a: [2] } }],
  [
    'a pipeline, by what differs',
    { _id: 1, a: { b: 1, c: 1 }, d: [1, 2, 3], e: 1 },
    [{ $set: { a: { b: 2, c: 1 }, d: [1, 9] } }, { $unset: 'e' }],
    {
      updatedFields: { 'a.b': 2, 'd.1': 9 },
      removedFields: ['e'],
      truncatedArrays: [{ field: 'd', newSize: 2 }],
    },
  ],
];

describe('an update is described by', () => {
  test.each(cases)('%s', (_name, before, update, described) => {
    const { document } = compileUpdate(update).apply(before, { now: new Date(0) });
    const operators = Array.isArray(update) ? null : (update as Document);
    expect(describeUpdate(before, document, operators)).toEqual({
      updatedFields: {},
      removedFields: [],
      truncatedArrays: [],
      ...described,
    });
  });
});
