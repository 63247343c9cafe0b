import { describe, expect, test } from '@jest/globals';
import { MalformedRequestError } from '../../../src/http/errors.js';
import { parseJson } from '../../../src/http/json.js';
import { parseForm } from '../../../src/rest/form.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  test('reads what is JSON', () => {
    expect(parseJson(bytes('{"a":[1,"\\\\u0000",null]}'))).toEqual({ a: [1, '\\u0000', null] });
    expect(parseJson(bytes(nested(32)))).toBeDefined();
  });

  test.each([
    ['broken syntax', '{"a":1'],
    ['nothing', ''],
    ['a field called __proto__', '{"__proto__":{"admin":true}}'],
    ['one deep inside', '{"a":[{"__proto__":1}]}'],
    ['NUL in a text', '{"a":"x\\u0000"}'],
    ['NUL in a field name', '{"x\\u0000":1}'],
    ['33 levels', nested(33)],
    ['100,000 levels', nested(100_000)],
  ])('refuses %s', (_name, text) => {
    expect(() => parseJson(bytes(text))).toThrow(MalformedRequestError);
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(MalformedRequestError);
  });
});

describe('parseForm', () => {
  test('reads fields, and takes an empty one for not sent', () => {
    expect(parseForm(bytes('grant_type=refresh_token&scope=&a+b=c%20d+e'))).toEqual({
      grant_type: 'refresh_token',
      'a b': 'c d e',
    });
    expect(parseForm(bytes(''))).toEqual({});
  });

  test.each([
    ['a field twice', 'a=1&a=2'],
    ['a field twice, empty', 'a=&a='],
    ['wrong percent-encoding', 'a=%zz'],
    ['an encoded lone byte', 'a=%ff'],
    ['NUL', 'a=%00'],
    ['65 fields', Array.from({ length: 65 }, (_, index) => `f${index}=1`).join('&')],
  ])('refuses %s', (_name, text) => {
    expect(() => parseForm(bytes(text))).toThrow(MalformedRequestError);
  });
});
