import { describe, expect, test } from '@jest/globals';
import { codePoints, secretText, text, textProblem } from '../../../src/kernel/text.js';

describe('text', () => {
  const shape = text({ min: 2, max: 5 });

  test.each(['ab', 'abcde', 'Zoë', '😀😀😀😀😀', 'ab'])('takes %j', (value) => {
    expect(shape.safeParse(value).success).toBe(true);
  });

  test.each([
    ['a', 'must have 2 to 5 characters'],
    ['abcdef', 'must have 2 to 5 characters'],
    ['😀😀😀😀😀😀', 'must have 2 to 5 characters'],
    ['a\0b', 'must not contain the NUL character'],
    ['a\ud800b', 'must be well-formed Unicode: a lone surrogate is not allowed'],
    ['\udc00ab', 'must be well-formed Unicode: a lone surrogate is not allowed'],
    ['a\nb', 'must be one line without control characters'],
    ['a\u0085b', 'must be one line without control characters'],
  ])('refuses %j and says what is allowed', (value, message) => {
    const result = shape.safeParse(value);
    expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  test('a multiline text takes line breaks and tabs, and no other control character', () => {
    expect(textProblem('a\r\n\tb', { max: 10, multiline: true })).toBeUndefined();
    expect(textProblem('a\u001bb', { max: 10, multiline: true })).toMatch(/control characters/);
  });

  test('a huge text is refused without counting it', () => {
    expect(textProblem('x'.repeat(20_000_000), { max: 10 })).toBe('must have 1 to 10 characters');
  });

  test('length counts code points', () => {
    expect([codePoints(''), codePoints('aé'), codePoints('😀a'), codePoints('\ud800')]).toEqual([0, 2, 2, 1]);
  });
});

describe('secretText', () => {
  test('takes control characters, and refuses NUL, lone surrogates and what is too long', () => {
    const shape = secretText(4);
    expect(shape.safeParse('a\tb').success).toBe(true);
    for (const bad of ['', 'abcde', 'a\0b', 'a\ud800']) expect(shape.safeParse(bad).success).toBe(false);
  });
});
