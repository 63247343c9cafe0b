import { expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { createOpenAnswers, type OpenAnswer } from '../../../src/http/open-answers.js';

test('holds those that were added and not removed, in whatever order they leave', () => {
  const open = createOpenAnswers();
  const added = Array.from({ length: 5 }, (_, name) => open.add({ name } as unknown as ServerResponse));
  const [a, b, c, d, e] = added as [OpenAnswer, OpenAnswer, OpenAnswer, OpenAnswer, OpenAnswer];
  open.remove(b);
  open.remove(e);
  expect(new Set(open.all())).toEqual(new Set([a, c, d]));
  const again = open.add(b.outgoing);
  open.remove(a);
  open.remove(d);
  open.remove(c);
  expect(open.all()).toEqual([again]);
  open.remove(again);
  expect(open.all()).toEqual([]);
});
