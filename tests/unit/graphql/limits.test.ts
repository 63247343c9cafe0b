import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { parseDocument } from '../../../src/graphql/engine.js';
import {
  exceededLimits,
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_DOCUMENT_LENGTH,
  MAX_NESTING,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
} from '../../../src/graphql/limits.js';
import { MAX_FRAGMENT_SPREADS, MAX_REPEATED_FIELDS } from '../../../src/graphql/overlaps.js';

const codes = (document: string): unknown[] => [
  ...new Set(exceededLimits(parse(document)).map((error) => error.extensions['code'])),
];
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const nested = (depth: number, inner = 'id'): string =>
  depth === 1 ? inner : `a { ${nested(depth - 1, inner)} }`;

describe('limits', () => {
  test('allow the introspection query of tools', () => {
    expect(codes(getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true }))).toEqual(
      [],
    );
  });

  test('count levels of fields', () => {
    expect(codes(`{ ${nested(MAX_DEPTH)} }`)).toEqual([]);
    expect(codes(`{ ${nested(MAX_DEPTH + 1)} }`)).toEqual(['QUERY_TOO_DEEP']);
  });

  test('count levels through fragments, named and inline', () => {
    const half = MAX_DEPTH / 2;
    const fragment = `fragment F on T { ${nested(half + 1)} }`;
    expect(codes(`{ ${nested(half + 1, '...F')} } ${fragment}`)).toEqual(['QUERY_TOO_DEEP']);
    expect(codes(`{ ${nested(half + 1, `... on T { ${nested(half + 1)} }`)} }`)).toEqual(['QUERY_TOO_DEEP']);
  });

  test('count aliases as often as a fragment is spread', () => {
    const aliases = (count: number): string => times(count, (index) => `x${index}: id`);
    expect(codes(`{ a { ${aliases(MAX_ALIASES)} } }`)).toEqual([]);
    expect(codes(`{ a { ${aliases(MAX_ALIASES + 1)} } }`)).toEqual(['TOO_MANY_ALIASES']);
    const spread = times(6, () => 'b { ...F }');
    expect(codes(`{ a { ${spread} } } fragment F on T { ${aliases(10)} }`)).toEqual(['TOO_MANY_ALIASES']);
  });

  test('count fields of the top level and directives', () => {
    expect(codes(`{ ${times(MAX_ROOT_FIELDS + 1, (index) => `f${index}`)} }`)).toEqual([
      'TOO_MANY_ROOT_FIELDS',
    ]);
    expect(codes(`{ a ${times(MAX_DIRECTIVES + 1, () => '@skip(if: false)')} }`)).toEqual([
      'TOO_MANY_DIRECTIVES',
    ]);
  });

  test('count fields that come again in a selection, and spreads of fragments', () => {
    const repeated = (count: number): string => `{ a { ${times(count + 1, () => 'b { id }')} } }`;
    expect(codes(repeated(MAX_REPEATED_FIELDS))).toEqual([]);
    expect(codes(repeated(MAX_REPEATED_FIELDS + 1))).toEqual(['TOO_MANY_REPEATED_FIELDS']);
    const half = times(MAX_REPEATED_FIELDS / 2 + 2, () => 'id');
    expect(codes(`{ a { ${half} ... on T { ${half} } } }`)).toEqual(['TOO_MANY_REPEATED_FIELDS']);
    expect(codes(`{ a { ${half} } b { ${half} } }`)).toEqual(['TOO_MANY_REPEATED_FIELDS']);
    expect(codes(`{ a { ${times(MAX_REPEATED_FIELDS * 2, (index) => `f${index}`)} } }`)).toEqual([]);

    const spreads = (count: number): string =>
      `{ a { ${times(count, () => '...F')} } } fragment F on T { id }`;
    expect(codes(spreads(MAX_FRAGMENT_SPREADS))).toEqual([]);
    expect(codes(spreads(MAX_FRAGMENT_SPREADS + 1))).toEqual(['TOO_MANY_FRAGMENTS']);
  });

  test('measure in linear time what fragments blow up', () => {
    const doubling = times(
      40,
      (index) => `fragment F${index} on T { ...F${index + 1} ... on T { ...F${index + 1} } }`,
    );
    const startedAt = performance.now();
    expect(codes(`{ a { ...F0 } } ${doubling} fragment F40 on T { x: id }`)).toEqual(['TOO_MANY_ALIASES']);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test('end on fragments that spread themselves or are not there', () => {
    expect(codes('{ ...F } fragment F on T { id ...G } fragment G on T { ...F ...H }')).toEqual([]);
  });

  test.each([
    ['fields', `${'{ a '.repeat(1300)}${'}'.repeat(1300)}`],
    ['fields that never end', '{ a '.repeat(1900)],
    ['list values', `{ a(b: ${'['.repeat(1900)}${']'.repeat(1900)}) }`],
    ['object values', `{ a(b: ${'{ c: '.repeat(900)}1${'}'.repeat(900)}) }`],
    ['list types', `query ($a: ${'['.repeat(1900)}A${']'.repeat(1900)}) { a }`],
  ])('refuse %s nested so deeply that the parser would overflow', (_what, document) => {
    expect(() => parseDocument(document)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'QUERY_TOO_DEEP' }) }),
    );
  });

  test('count no bracket in texts and comments', () => {
    const brackets = '{'.repeat(MAX_NESTING + 1);
    const document = `# ${brackets}\n{ a(b: "${brackets}\\"${brackets}", c: """${brackets}""") }`;
    expect(parseDocument(document).definitions).toHaveLength(1);
  });

  test('bound tokens and length while parsing', () => {
    expect(() => parseDocument(`{ ${times(MAX_TOKENS, () => 'a')} }`)).toThrow(
      /more that 4000 tokens|tokens/,
    );
    expect(() => parseDocument(`{ a } #${'x'.repeat(MAX_DOCUMENT_LENGTH)}`)).toThrow(/longer than/);
  });
});
