import { describe, expect, test } from '@jest/globals';
import { evaluationShape, evaluationsShape } from '../../../src/features/authzen/authzen.input.js';
import { readEvaluation, readEvaluations } from '../../../src/features/authzen/read-evaluation.js';
import { InvalidInputError } from '../../../src/kernel/errors.js';

const subject = { type: 'user', id: 'alice@acmecorp.com' };
const action = { name: 'can_read' };
const resource = { type: 'account', id: '123' };
const good = { subject, action, resource };

/** One thing changed at a time: what a member can be that it should not, and some that it may. */
const values: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  'x'.repeat(128),
  'x'.repeat(129),
  'x'.repeat(257),
  'x'.repeat(512),
  'x'.repeat(513),
  '💙'.repeat(128),
  '💙'.repeat(129),
  'with\0nul',
  'with\nline',
  '\ud800',
  'a/b',
  'a/b/c',
  'a b',
  0,
  1.5,
  true,
  [],
  [1],
  ['x'],
  {},
  { x: 1 },
  { type: 'user' },
  { type: 'user', id: '1' },
  { type: 'user', id: '1', properties: null },
  { type: 'user', id: '1', properties: { a: { b: [null] } } },
  { type: 'user', id: '1', properties: [] },
  { type: 'user', id: '1', extra: 1 },
  { name: 'read' },
  { name: 'read', properties: {} },
  { name: 'read', type: 'x' },
  Object.fromEntries(Array.from({ length: 100 }, (_none, at) => [String(at), at])),
  Object.fromEntries(Array.from({ length: 101 }, (_none, at) => [String(at), at])),
  { evaluations_semantic: 'execute_all' },
  { evaluations_semantic: 'deny_on_first_deny', another_option: 'value' },
  { evaluations_semantic: 'never' },
  { evaluations_semantic: null },
  [{}],
  [{ resource }],
  [{ resource: null }, good],
  [{ ...good, options: {} }],
  [null],
  Array.from({ length: 1000 }, () => ({})),
  Array.from({ length: 1001 }, () => ({})),
];

function variants(base: object, paths: readonly (readonly string[])[]): unknown[] {
  return paths.flatMap((path) =>
    values.map((value) => {
      const copy = structuredClone(base) as Record<string, unknown>;
      let at = copy;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1) ?? ''] = value;
      // As it comes off the wire.
      return JSON.parse(JSON.stringify(copy)) as unknown;
    }),
  );
}

function accepts(read: (body: unknown) => unknown, body: unknown): boolean {
  try {
    read(body);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return false;
  }
}

const MEMBERS = [
  ['subject'],
  ['subject', 'type'],
  ['subject', 'id'],
  ['subject', 'properties'],
  ['action'],
  ['action', 'name'],
  ['action', 'properties'],
  ['resource'],
  ['resource', 'type'],
  ['resource', 'id'],
  ['resource', 'properties'],
  ['context'],
  ['other'],
] as const;

describe('the hand-written reader', () => {
  test('takes and refuses the bodies of one evaluation that the documented shape does', () => {
    const bodies = [...values, ...variants(good, MEMBERS)];
    const outcomes = bodies.map((body) => accepts(readEvaluation, body));
    expect(outcomes).toEqual(bodies.map((body) => evaluationShape.safeParse(body).success));
    expect(new Set(outcomes).size).toBe(2);
  });

  test('and of several, but for what is missing from an item and from the top, too', () => {
    const bodies = [
      ...values,
      ...variants({ ...good, evaluations: [{}] }, [...MEMBERS, ['evaluations'], ['options']]),
      ...variants({ evaluations: [good] }, [['options'], ['options'], ['context'], ['subject'], ['action']]),
    ];
    for (const body of bodies) {
      const shaped = evaluationsShape.safeParse(body);
      const incomplete =
        shaped.success &&
        (['subject', 'action', 'resource'] as const).some((name) => {
          const items = shaped.data.evaluations ?? [];
          const missing = (one: { readonly [K in typeof name]?: unknown }): boolean =>
            (one[name] ?? shaped.data[name] ?? undefined) === undefined;
          return items.length === 0 ? missing({}) : items.some(missing);
        });
      expect({ body, accepted: accepts(readEvaluations, body) }).toEqual({
        body,
        accepted: shaped.success && !incomplete,
      });
    }
  });

  test('fills in the defaults of the top; what an item says replaces the whole member', () => {
    const context = { time: '2024-05-31T15:22-07:00' };
    const { evaluations, semantic, single } = readEvaluations({
      subject: { ...subject, properties: { department: 'Sales' } },
      context,
      action,
      evaluations: [
        { resource },
        { action: { name: 'can_edit' }, resource, subject: { type: 'user', id: 'bob' }, context: {} },
      ],
    });
    expect({ semantic, single }).toEqual({ semantic: 'execute_all', single: false });
    expect(evaluations).toEqual([
      { subject: { ...subject, properties: { department: 'Sales' } }, action, resource, context },
      { subject: { type: 'user', id: 'bob' }, action: { name: 'can_edit' }, resource, context: {} },
    ]);
  });

  test('is one evaluation where there are none to list', () => {
    expect(readEvaluations(good)).toMatchObject({ single: true, evaluations: [good] });
    expect(readEvaluations({ ...good, evaluations: [] })).toMatchObject({
      single: true,
      evaluations: [good],
    });
  });
});
