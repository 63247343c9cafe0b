import { expect, test } from '@jest/globals';
import type { Exchange } from '../../../src/http/exchange.js';
import { createOpenExchanges } from '../../../src/http/open-exchanges.js';

test('holds those that were added and not removed, in whatever order they leave', () => {
  const open = createOpenExchanges();
  const exchanges = Array.from({ length: 5 }, (_, name) => ({ name, place: -1 }) as unknown as Exchange);
  const [a, b, c, d, e] = exchanges as [Exchange, Exchange, Exchange, Exchange, Exchange];
  for (const exchange of exchanges) open.add(exchange);
  open.remove(b);
  open.remove(e);
  expect(new Set(open.all())).toEqual(new Set([a, c, d]));
  open.add(b);
  open.remove(a);
  open.remove(d);
  open.remove(c);
  expect(open.all()).toEqual([b]);
  open.remove(b);
  expect(open.all()).toEqual([]);
});
