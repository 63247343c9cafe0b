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

  test('and of several; what is wrong with an item is wrong with that item alone', () => {
    const bodies = [
      ...values,
      ...variants({ ...good, evaluations: [{}] }, [...MEMBERS, ['evaluations'], ['options']]),
      ...variants({ evaluations: [good] }, [['options'], ['context'], ['subject'], ['action']]),
    ];
    for (const body of bodies) {
      const items = itemsOf(body);
      // The documented shape says what the top may be; an item is good if it is one evaluation with its defaults.
      const top = evaluationsShape.safeParse(
        items === undefined ? body : { ...(body as object), evaluations: [] },
      );
      const expected =
        !top.success || (items !== undefined && items.length > 1000)
          ? 'refused'
          : items === undefined
            ? evaluationShape.safeParse(body).success || 'refused'
            : items.map((item) => evaluationShape.safeParse(withDefaults(item, body as Parts)).success);
      expect({ body, outcome: outcomeOf(body) }).toEqual({ body, outcome: expected });
    }
  });

  test('fills in the defaults of the top; what an item says replaces the whole member', () => {
    const context = { time: '2024-05-31T15:22-07:00' };
    const asked = readEvaluations({
      subject: { ...subject, properties: { department: 'Sales' } },
      context,
      action,
      evaluations: [
        { resource },
        { action: { name: 'can_edit' }, resource, subject: { type: 'user', id: 'bob' }, context: {} },
      ],
    });
    expect(asked).toEqual({
      semantic: 'execute_all',
      evaluations: [
        { subject: { ...subject, properties: { department: 'Sales' } }, action, resource, context },
        { subject: { type: 'user', id: 'bob' }, action: { name: 'can_edit' }, resource, context: {} },
      ],
    });
  });

  test('of a member that an item has, only what it must have comes from the top', () => {
    const asked = readEvaluations({
      ...good,
      resource: { type: 'record', properties: { status: 'archived' } },
      evaluations: [{ resource: { id: 'record-1' } }, { resource: { type: 'note' } }, { resource: {} }],
    });
    expect(asked).toMatchObject({
      evaluations: [
        { resource: { type: 'record', id: 'record-1', properties: undefined } },
        expect.objectContaining({ message: 'evaluations.1.resource.id: is missing' }),
        expect.objectContaining({ message: 'evaluations.2.resource.id: is missing' }),
      ],
    });
  });

  test('is one evaluation where there are none to list', () => {
    expect(readEvaluations(good)).toEqual(good);
    expect(readEvaluations({ ...good, evaluations: [] })).toEqual(good);
  });

  test('what nobody knows here is left unread', () => {
    const more = { future: { nested: true } };
    const loose = {
      subject: { ...subject, ...more },
      action: { ...action, ...more },
      resource: { ...resource, ...more },
      ...more,
    };
    expect(readEvaluation(loose)).toEqual(good);
    expect(evaluationShape.parse(loose)).toEqual(good);
    expect(readEvaluations({ ...more, evaluations: [loose] })).toMatchObject({ evaluations: [good] });
  });
});

type Parts = Readonly<Record<string, Readonly<Record<string, unknown>> | null | undefined>>;

/** The items of a body that has some. */
function itemsOf(body: unknown): readonly unknown[] | undefined {
  const items = (body as { readonly evaluations?: unknown } | null)?.evaluations;
  return Array.isArray(items) && items.length > 0 ? items : undefined;
}

function withDefaults(item: unknown, top: Parts): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const own = item as Parts;
  const member = (name: string, keys: readonly string[]): unknown => {
    const [said, lent] = [own[name] ?? undefined, top[name] ?? undefined];
    if (said === undefined || typeof said !== 'object' || Array.isArray(said)) return said ?? lent;
    return { ...Object.fromEntries(keys.map((key) => [key, lent?.[key]])), ...said };
  };
  return {
    ...own,
    subject: member('subject', ['type', 'id']),
    action: member('action', ['name']),
    resource: member('resource', ['type', 'id']),
    context: own['context'] ?? top['context'],
  };
}

/** Refused whole, or one evaluation, or which of several are good. */
function outcomeOf(body: unknown): 'refused' | true | readonly boolean[] {
  if (!accepts(readEvaluations, body)) return 'refused';
  const asked = readEvaluations(body);
  if (!('evaluations' in asked)) return true;
  return asked.evaluations.map((one) => !(one instanceof InvalidInputError));
}
