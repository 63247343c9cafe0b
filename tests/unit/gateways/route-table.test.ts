import { describe, expect, test } from '@jest/globals';
import type { GatewayRoute } from '../../../src/features/gateways/gateway-route.js';
import { readRequestPath } from '../../../src/features/gateways/request-path.js';
import { parseRoutePath, routeShape } from '../../../src/features/gateways/route-path.js';
import { parseRouteResource } from '../../../src/features/gateways/route-resource.js';
import { compileRouteTable } from '../../../src/features/gateways/route-table.js';

type Written = readonly [methods: string, host: string, path: string, resource?: string];

/** Without a resource a route is public; its action is always `a:Do`. */
function routeOf([methods, host, path, resource]: Written, index: number): GatewayRoute {
  const at = new Date(0);
  return {
    id: String(index),
    host: host === '' ? undefined : host,
    methods: methods === '' ? [] : methods.split(' '),
    path,
    demand: resource === undefined ? undefined : { action: 'a:Do', resource: `rn:acme:s:${resource}` },
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** The resource without what all have in common, `public`, or `none`. */
function ask(table: readonly Written[], method: string, host: string, target: string): string {
  const compiled = compileRouteTable(table.map(routeOf), 'acme');
  const match = compiled.match({ host, method, segments: readRequestPath(target) });
  if (match === undefined) return 'none';
  return match.public ? 'public' : match.resource.slice('rn:acme:s:'.length);
}

const TABLE: readonly Written[] = [
  ['GET', '', '/', 'home'],
  ['GET', '', '/orders', 'order/*'],
  ['POST', '', '/orders', 'order/new'],
  ['GET', '', '/orders/{id}', 'order/{id}'],
  ['PUT DELETE', '', '/orders/{order}', 'order/{order}'],
  ['', '', '/orders/{id}', 'other/{id}'],
  ['GET', '', '/orders/mine', 'order/mine'],
  ['GET', '', '/orders/{id}/items/{item}', 'order/{id}/item/{item}'],
  ['GET', '', '/files/{rest...}', 'file/{rest}'],
  ['GET', '', '/teams/{team}/{path...}', 'team:{team}/x/{path}'],
  ['', '', '/admin/**', 'admin'],
  ['', '', '/static/**'],
  ['GET', 'shop.example.com', '/orders/{id}', 'shop/{id}'],
  ['GET', '*.example.com', '/{any}', 'wild/{any}'],
  ['GET', '*.deep.example.com', '/{any}', 'deep/{any}'],
];

describe('the route for a request', () => {
  test.each([
    ['GET', 'any.test', '/', 'home'],
    ['GET', 'any.test', '/orders', 'order/*'],
    ['GET', 'any.test', '/orders/', 'order/*'],
    ['POST', 'any.test', '/orders', 'order/new'],
    ['PUT', 'any.test', '/orders', 'none'],
    ['GET', 'any.test', '/orders/42', 'order/42'],
    ['DELETE', 'any.test', '/orders/42', 'order/42'],
    ['PATCH', 'any.test', '/orders/42', 'other/42'],
    ['GET', 'any.test', '/orders/mine', 'order/mine'],
    // More specific, so it settles it: `/orders/{id}` would take the method, and does not get it.
    ['PUT', 'any.test', '/orders/mine', 'none'],
    ['GET', 'any.test', '/orders/mine/items/1', 'order/mine/item/1'],
    ['GET', 'any.test', '/orders/42/items', 'none'],
    ['GET', 'any.test', '/orders/a:b%20*', 'order/a:b *'],
    ['GET', 'any.test', '/files', 'none'],
    ['GET', 'any.test', '/files/a/b/c', 'file/a/b/c'],
    ['GET', 'any.test', '/files/a/b/', 'file/a/b'],
    ['GET', 'any.test', '/teams/red/a/b', 'team:red/x/a/b'],
    ['GET', 'any.test', '/admin', 'admin'],
    ['TRACE', 'any.test', '/admin/', 'admin'],
    ['GET', 'any.test', '/admin/a/b', 'admin'],
    ['GET', 'any.test', '/static/app.css', 'public'],
    ['GET', 'any.test', '/else', 'none'],
    ['GET', 'shop.example.com', '/orders/42', 'shop/42'],
    // A host that has routes has no others.
    ['GET', 'shop.example.com', '/admin', 'none'],
    ['GET', 'a.example.com', '/x', 'wild/x'],
    ['GET', 'a.b.example.com', '/x', 'wild/x'],
    ['GET', 'deep.example.com', '/x', 'wild/x'],
    ['GET', 'a.deep.example.com', '/x', 'deep/x'],
    ['GET', 'example.com', '/x', 'none'],
    ['GET', 'evilexample.com', '/x', 'none'],
  ])('%s %s%s is %s', (method, host, target, expected) => {
    expect(ask(TABLE, method, host, target)).toBe(expected);
  });

  test("what differs from a route's path in nothing but case or form is refused, whichever broader route there is", () => {
    const table: readonly Written[] = [
      ['', '', '/admin/users', 'admin'],
      ['', '', '/**'],
    ];
    const refusal = expect.objectContaining({ code: 'AMBIGUOUS_REQUEST' }) as unknown as Error;
    expect(ask(table, 'GET', 'h', '/admin/users')).toBe('admin');
    expect(ask(table, 'GET', 'h', '/adm')).toBe('public');
    for (const target of [
      '/Admin/users',
      '/admin/USERS',
      '/ADMIN',
      '/%41dmin/x',
      '/adm%C4%B1n',
      '/admin/u%C5%BFers',
      '/%EF%BD%81dmin',
    ]) {
      expect(() => ask(table, 'GET', 'h', target)).toThrow(refusal);
    }
  });

  test('a thousand routes that begin alike cost a request no more than one walk', () => {
    const table = Array.from({ length: 1000 }, (_, index): Written => {
      const bits = index.toString(2).padStart(10, '0');
      return ['GET', '', `/${Array.from(bits, (bit, at) => (bit === '0' ? 'a' : `{v${at}}`)).join('/')}/end`];
    });
    expect(ask(table, 'GET', 'h', `${'/a'.repeat(10)}/end`)).toBe('public');
    expect(ask(table, 'GET', 'h', `${'/a'.repeat(10)}/other`)).toBe('none');
  });
});

describe('a path template', () => {
  test.each([
    ['/', '/'],
    ['/orders/{id}', '/orders/{}'],
    ['/orders/{order_id}/items/{item2}', '/orders/{}/items/{}'],
    ['/files/{rest...}', '/files/{...}'],
    ['/**', '/**'],
    ['/größe/v1.2/a:b', '/größe/v1.2/a:b'],
  ])('%s has the shape %s', (path, shape) => {
    expect(routeShape(parseRoutePath(path))).toBe(shape);
  });

  test.each([
    '',
    'orders',
    '/orders/',
    '//orders',
    '/orders/{}',
    '/orders/{id',
    '/orders/x{id}',
    '/orders/{1d}',
    '/orders/{id}/{id}',
    '/orders/**/items',
    '/{rest...}/items',
    '/orders/*',
    '/orders/../admin',
    '/orders/.',
    '/orders/a%20b',
    '/orders/a b',
    '/orders;v=1',
    '/orders?x',
    '/cafe\u0301',
    '/a'.repeat(33),
  ])('%j is none', (path) => {
    expect(() => parseRoutePath(path)).toThrow(/^must /);
  });
});

describe('a resource template', () => {
  const path = parseRoutePath('/{a}/{b}/{rest...}');

  test.each([
    ['rn:acme:s:fixed', 'rn:acme:s:fixed'],
    ['rn:acme:s:order/*', 'rn:acme:s:order/*'],
    ['rn:acme:s:{a}', 'rn:acme:s:1'],
    ['rn:acme:s:x-{b}/y/{a}', 'rn:acme:s:x-2/y/1'],
    ['rn:acme:s:{rest}/of/{a}', 'rn:acme:s:3/4/of/1'],
    ['arn:aws:s3:::bucket/{rest}', 'arn:aws:s3:::bucket/3/4'],
    ['arn:aws:sqs:eu-west-1:123456789012:{a}', 'arn:aws:sqs:eu-west-1:123456789012:1'],
  ])('%s', (text, name) => {
    expect(parseRouteResource(text, 'acme', path).fill(['1', '2', '3', '4'])).toBe(name);
  });

  test.each([
    ['a name of another realm', 'rn:other:s:x'],
    ['a plain name', 'orders/{a}'],
    ['too short', 'rn:acme:s'],
    ['no path', 'rn:acme:s:'],
    ['a variable for the realm', 'rn:{a}:s:x'],
    ['a variable for the service', 'rn:acme:{a}:x'],
    ['an ARN with a variable too early', 'arn:aws:s3:{a}:1:x'],
    ['a short ARN', 'arn:aws:s3:x'],
    ['an unknown variable', 'rn:acme:s:{c}'],
    ['dots in a variable', 'rn:acme:s:{rest...}'],
    ['two variables with nothing between', 'rn:acme:s:{a}{b}'],
    ['two variables with a colon between', 'rn:acme:s:{a}:{b}'],
    ['a brace', 'rn:acme:s:x}y'],
    ['a question mark', 'rn:acme:s:x?'],
  ])('%s is refused', (_what, text) => {
    expect(() => parseRouteResource(text, 'acme', path)).toThrow(/^must /);
  });
});
