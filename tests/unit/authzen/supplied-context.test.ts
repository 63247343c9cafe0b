import { describe, expect, test } from '@jest/globals';
import { suppliedContext, suppliesContext } from '../../../src/features/authzen/supplied-context.js';
import { InvalidInputError } from '../../../src/kernel/errors.js';

function fault(asked: Parameters<typeof suppliedContext>[0]): InvalidInputError {
  try {
    suppliedContext(asked);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

const numbered = (count: number, name = 'm'): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_none, at) => [`${name}${at}`, at]));

describe('what a caller says of the circumstances', () => {
  test('is context keys: tags, action properties, context, and what is nested by its path', () => {
    const asked = {
      subject: { properties: { team: 'a' } },
      action: { properties: { method: 'GET' } },
      resource: { properties: { owner: { name: 'x', gone: null } } },
      context: { list: [1, null, { a: 1 }], time: { zone: { name: 'UTC' } } },
    };
    expect(suppliedContext(asked)).toEqual({
      'aws:PrincipalTag/team': 'a',
      'reeve:ActionProperty/method': 'GET',
      'aws:ResourceTag/owner.name': 'x',
      list: [1, '{"a":1}'],
      'time.zone.name': 'UTC',
    });
  });

  test('is nothing where nothing is said', () => {
    for (const asked of [{}, { context: {} }, { context: null, subject: { properties: {} } }]) {
      expect(suppliesContext(asked)).toBe(false);
      expect(suppliedContext(asked)).toBeUndefined();
    }
    expect(suppliesContext({ action: { properties: { a: null } } })).toBe(true);
    expect(suppliedContext({ action: { properties: { a: null } } })).toBeUndefined();
  });

  test('has at most 100 members, on whatever level and in whichever place', () => {
    expect(Object.keys(suppliedContext({ context: { deep: numbered(99) } }) ?? {})).toHaveLength(99);
    expect(fault({ context: { deep: numbered(100) } }).issues).toMatchObject([{ path: ['context'] }]);
    expect(fault({ resource: { properties: { deep: numbered(50_000) } } }).issues).toMatchObject([
      { path: ['resource', 'properties'] },
    ]);
    const subject = { properties: numbered(60) };
    expect(Object.keys(suppliedContext({ subject, context: numbered(40) }) ?? {})).toHaveLength(100);
    expect(fault({ subject, context: numbered(41) }).issues).toMatchObject([{ path: ['context'] }]);
  });

  test('has keys of at most 256 characters, of which a refusal repeats only the beginning', () => {
    const long = 'x'.repeat(500_000);
    expect(suppliedContext({ context: { ['x'.repeat(256)]: 1 } })).toBeDefined();
    for (const context of [{ [long]: numbered(90) }, { a: { [long]: 1 } }, { ['x'.repeat(255)]: { y: 1 } }]) {
      const [issue] = fault({ context }).issues;
      expect(issue?.path[0]).toBe('context');
      expect(String(issue?.path[1]).length).toBeLessThan(80);
    }
  });

  test('has at most 16 KiB in all', () => {
    const text = 'x'.repeat(9_000);
    expect(suppliedContext({ context: { text } })).toEqual({ text });
    expect(fault({ context: { text: text + text } }).issues).toMatchObject([{ path: ['context'] }]);
    expect(fault({ context: { list: [[text], [text]] } }).issues).toMatchObject([{ path: ['context'] }]);
    expect(fault({ action: { properties: { text } }, context: { text } }).issues).toMatchObject([
      { path: ['context'] },
    ]);
  });

  test('is read once, however many questions share it', () => {
    let reads = 0;
    const counting = (target: object): Record<string, unknown> =>
      new Proxy(target as Record<string, unknown>, {
        get: (on, key) => {
          reads += 1;
          return Reflect.get(on, key) as unknown;
        },
      });
    for (const [context, expected] of [
      [counting(numbered(50)), 50],
      [counting({ ['x'.repeat(300)]: 1 }), 1],
    ] as const) {
      reads = 0;
      for (let at = 0; at < 1000; at += 1) {
        try {
          suppliedContext({ subject: { id: String(at) }, context });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }
      expect(reads).toBe(expected);
    }
  });
});
