import { describe, expect, test } from '@jest/globals';
import { BSON, ObjectId } from 'bson';
import type { Document } from '../../../../src/embedded/query/documents.js';
import { decodePlain, decodeTyped, encode } from '../../../../src/embedded/query/documents.js';
import { compileFilter } from '../../../../src/embedded/query/filter.js';
import { compileUpdate, upsertDocument } from '../../../../src/embedded/query/update.js';
import { readCases, title } from './cases.js';

interface Case {
  readonly document?: Document;
  readonly filter?: Document;
  readonly update: Document | readonly Document[];
  readonly arrayFilters?: readonly Document[];
  readonly upsert?: true;
  readonly result?: Document;
  readonly same?: true;
  readonly error?: { readonly value: number };
}

const now = new Date(1_700_000_000_000);

function run({ document = {}, filter = {}, update, arrayFilters, upsert }: Case): {
  document: Document;
  modified: boolean;
} {
  const compiled = compileUpdate(update, { arrayFilters });
  if (upsert === true) return { document: upsertDocument(filter, compiled, { now }), modified: true };
  return compiled.apply(document, { filter: compileFilter(filter), now });
}

/** A case as the store sees it. */
function decoded(one: Case, decode: (bytes: Uint8Array) => Document): Case {
  const { document, filter, update, arrayFilters } = decode(
    encode({
      document: one.document ?? {},
      filter: one.filter ?? {},
      update: one.update,
      arrayFilters: one.arrayFilters ?? null,
    }),
  ) as unknown as Case;
  return { ...one, document, filter, update, arrayFilters: arrayFilters ?? undefined } as Case;
}

describe('an update', () => {
  for (const one of readCases('update') as readonly Case[]) {
    const outcome =
      one.error === undefined
        ? one.same === true
          ? 'nothing'
          : title(one.result)
        : `error ${String(one.error.value)}`;
    const start = one.upsert === true ? `upsert ${title(one.filter)}` : title(one.document);
    test(`${start} with ${title(one.update)} gives ${outcome}`, () => {
      for (const decode of [decodeTyped, decodePlain]) {
        const form = decoded(one, decode);
        if (one.error !== undefined) {
          expect(() => run(form)).toThrow(expect.objectContaining({ code: one.error.value }));
          continue;
        }
        const before = encode(form.document ?? {});
        const { document, modified } = run(form);
        expect(modified).toBe(one.same !== true);
        expect(title(decodeTyped(encode(document)))).toBe(
          title(one.same === true ? one.document : one.result),
        );
        expect(encode(document).equals(encode((one.same === true ? one.document : one.result) ?? {}))).toBe(
          true,
        );
        // the document that came in is left as it was
        expect(encode(form.document ?? {}).equals(before)).toBe(true);
      }
    });
  }
});

test('an upsert without an _id makes an ObjectId, and puts it first', () => {
  const document = upsertDocument({ a: 1 }, compileUpdate({ $set: { b: 2 } }), { now });
  expect(document._id).toBeInstanceOf(ObjectId);
  expect(Object.keys(document)).toEqual(['_id', 'a', 'b']);
});

test('an update pipeline sees the variables of let', () => {
  const update = compileUpdate([{ $set: { a: '$$x' } }], { variables: { x: 5 } });
  expect(update.apply({ _id: 1 }, { now }).document).toEqual({ _id: 1, a: 5 });
});

test('an update does not nest deeper than can be read', () => {
  const path = (levels: number): string => Array.from({ length: levels }, () => 'a').join('.');
  const update = (levels: number): Document =>
    compileUpdate({ $set: { [path(levels)]: 1 } }).apply({}, { now }).document;
  expect(encode(update(180))).toHaveLength(1444);
  expect(() => update(181)).toThrow(expect.objectContaining({ code: 15 }));
});

describe('fields whose names are numbers keep their place', () => {
  /** Names in their order, which an object could not hold. */
  const bytes = (...entries: [string, unknown][]): Buffer => Buffer.from(BSON.serialize(new Map(entries)));
  const stored = bytes(['_id', 1], ['b', 1], ['10', 2], ['2', new Map([['z', 1], ['0', 2]])], ['a', 3]); // prettier-ignore

  test.each([
    [
      { $set: { a: 4 } },
      bytes(
        ['_id', 1],
        ['b', 1],
        ['10', 2],
        [
          '2',
          new Map([
            ['z', 1],
            ['0', 2],
          ]),
        ],
        ['a', 4],
      ),
    ],
    [
      { $set: { '2.0': 3 } },
      bytes(
        ['_id', 1],
        ['b', 1],
        ['10', 2],
        [
          '2',
          new Map([
            ['z', 1],
            ['0', 3],
          ]),
        ],
        ['a', 3],
      ),
    ],
    [
      { $unset: { b: 1 }, $set: { '1': 0 } },
      bytes(
        ['_id', 1],
        ['10', 2],
        [
          '2',
          new Map([
            ['z', 1],
            ['0', 2],
          ]),
        ],
        ['a', 3],
        ['1', 0],
      ),
    ],
  ] as const)('%j', (update, expected) => {
    const { document } = compileUpdate(update).apply(decodePlain(stored), { now });
    expect(encode(document).toString('hex')).toBe(expected.toString('hex'));
  });

  test('in a replacement, and in a value that is set or pushed', () => {
    const value = new Map([['x', 1], ['1', 2]]); // prettier-ignore
    const apply = (update: Buffer, document: Buffer): string =>
      encode(compileUpdate(decodePlain(update)).apply(decodePlain(document), { now }).document).toString(
        'hex',
      );
    expect(apply(bytes(['x', 1], ['0', 2]), stored)).toBe(
      bytes(['_id', 1], ['x', 1], ['0', 2]).toString('hex'),
    );
    expect(apply(bytes(['$set', { a: value }]), bytes(['_id', 1]))).toBe(
      bytes(['_id', 1], ['a', value]).toString('hex'),
    );
    expect(apply(bytes(['$push', { a: value }]), bytes(['_id', 1]))).toBe(
      bytes(['_id', 1], ['a', [value]]).toString('hex'),
    );
    expect(apply(bytes(['$set', { '7': 1 }]), bytes(['_id', 1], ['a', 1]))).toBe(
      bytes(['_id', 1], ['a', 1], ['7', 1]).toString('hex'),
    );
  });
});
