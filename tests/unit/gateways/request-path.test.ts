import { describe, expect, test } from '@jest/globals';
import { readRequestHost } from '../../../src/features/gateways/route-host.js';
import { readRequestPath } from '../../../src/features/gateways/request-path.js';

const refusal = expect.objectContaining({ code: 'AMBIGUOUS_REQUEST', status: 403 }) as unknown as Error;

describe('the path of a request', () => {
  test.each([
    ['/', []],
    ['/orders', ['orders']],
    ['/orders/', ['orders']],
    ['/orders/42?verbose=1&next=/../x;y', ['orders', '42']],
    ['/orders/42?', ['orders', '42']],
    ['/orders/a%20b', ['orders', 'a b']],
    ['/%6Frders/%34%32', ['orders', '42']],
    ['/files/*', ['files', '*']],
    ['/files/%2A', ['files', '*']],
    ["/files/~-._!$&'()+,=:@", ['files', "~-._!$&'()+,=:@"]],
    ['/files/..a/a../a..b/.hidden', ['files', '..a', 'a..', 'a..b', '.hidden']],
    ['/files/gr%C3%B6%C3%9Fe', ['files', 'größe']],
    ['/files/%F0%9F%8D%8B', ['files', '🍋']],
    ['/files/${aws:username}'.replace('{', '%7B').replace('}', '%7D'), ['files', '${aws:username}']],
  ])('%s', (target, segments) => {
    expect(readRequestPath(target)).toEqual(segments);
  });

  test.each([
    ['no path', ''],
    ['a query only', '?a=b'],
    ['an absolute address', 'http://other.example/admin'],
    ['a path without a slash', 'admin'],
    ['an asterisk', '*'],
    ['an empty segment', '//admin'],
    ['an empty segment within', '/public//admin'],
    ['two slashes at the end', '/admin//'],
    ['a dot segment', '/public/./admin'],
    ['a parent segment', '/public/../admin'],
    ['a parent segment at the end', '/public/..'],
    ['encoded dots', '/public/%2e%2e/admin'],
    ['half encoded dots', '/public/.%2E/admin'],
    ['three dots', '/public/.../admin'],
    ['a path parameter', '/public/..;/admin'],
    ['a path parameter behind a name', '/admin;a=b'],
    ['an encoded semicolon', '/admin%3Ba=b'],
    ['an encoded question mark, behind which some services see a query', '/admin%3F'],
    ['an encoded number sign, behind which some see a fragment', '/admin%23x'],
    ['an encoded slash', '/public%2Fadmin'],
    ['an encoded slash in lower case', '/public/..%2fadmin'],
    ['a backslash', '/public\\admin'],
    ['an encoded backslash', '/public/..%5Cadmin'],
    ['a doubly encoded dot', '/public/%252e%252e/admin'],
    ['a doubly encoded slash', '/public%252Fadmin'],
    ['a percent sign that was encoded', '/orders/50%25'],
    ['a doubly encoded dot, digits encoded too', '/%25%32%65'],
    ["IIS's encoding", '/public/%u002e%u002e/admin'],
    ['an incomplete escape', '/public/%2'],
    ['an escape of no digits', '/public/%zz'],
    ['a lone percent sign', '/100%'],
    ['NUL', '/admin%00.html'],
    ['a line break', '/admin%0d%0aX-Reeve-Subject:%20root'],
    ['DEL', '/admin%7F'],
    ['a control character of ISO 8859', '/admin%C2%85'],
    ['overlong UTF-8', '/public/%c0%ae%c0%ae/admin'],
    ['a part of UTF-8', '/caf%C3'],
    ['ISO 8859-1', '/caf%E9'],
    ['characters that were not encoded', '/größe'],
    ['a space', '/a b'],
    ['what Node makes of a header that came twice', '/public, /admin'],
    ['a fragment', '/admin#x'],
    ['a full-width solidus', '/public%EF%BC%8Fadmin'],
    ['full-width dots', '/public/%EF%BC%8E%EF%BC%8E/admin'],
    ['two dots in one character', '/public/%E2%80%A5/admin'],
    ['a decomposed character', '/cafe%CC%81'],
    ['more than 8192 characters', `/${'a'.repeat(8192)}`],
    ['more than 64 segments', '/a'.repeat(65)],
  ])('%s is refused', (_what, target) => {
    expect(() => readRequestPath(target)).toThrow(refusal);
  });

  test('a long path is read in time that grows with its length', () => {
    expect(() => readRequestPath(`${'/a'.repeat(4000)}\n`)).toThrow(refusal);
    expect(() => readRequestPath(`/${'%'.repeat(8000)}`)).toThrow(refusal);
  });
});

describe('the host of a request', () => {
  test.each([
    ['shop.example.com', 'shop.example.com'],
    ['Shop.Example.COM:8443', 'shop.example.com'],
    ['shop.example.com.', 'shop.example.com'],
    ['shop.example.com.:80', 'shop.example.com'],
    ['localhost', 'localhost'],
    ['127.0.0.1:4000', '127.0.0.1'],
    ['[::1]:4000', '[::1]'],
    ['xn--gre-8mac.example', 'xn--gre-8mac.example'],
  ])('%s', (host, name) => {
    expect(readRequestHost(host)).toBe(name);
  });

  test.each([
    '',
    ' shop.example.com',
    'a.example, b.example',
    'user@shop.example.com',
    'shop.example.com/admin',
    'shop..example.com',
    '*.example.com',
    '-a.example',
    'größe.example',
    'shop_1.example',
    'a:b',
    'shop.example.com:123456',
    `${'a.'.repeat(200)}example`,
  ])('%j is refused', (host) => {
    expect(() => readRequestHost(host)).toThrow(refusal);
  });
});
