import { describe, expect, test } from '@jest/globals';
import { emailKey, emailPrefixKey, emailProblem } from '../../../src/features/accounts/email.js';

describe('an e-mail address', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+news@EXAMPLE.com', 'ada.lovelace+news@example.com'],
    ['"two words"@example.com', '"two words"@example.com'],
    ['"a@b"@example.com', '"a@b"@example.com'],
    ["o'brien@example.com", "o'brien@example.com"],
    ['admin@localhost', 'admin@localhost'],
    ['ada@[127.0.0.1]', 'ada@[127.0.0.1]'],
    ['ada@[IPv6:2001:DB8::1]', 'ada@[ipv6:2001:db8::1]'],
    ['Jörg@MÜNCHEN.de', 'jörg@xn--mnchen-3ya.de'],
    ['jo\u0308rg@mu\u0308nchen.de', 'jörg@xn--mnchen-3ya.de'],
    ['ada@xn--mnchen-3ya.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@faß.de', 'ada@xn--fa-hia.de'],
    ['用户@例え.テスト', '用户@xn--r8jz45g.xn--zckzah'],
    ['ISTANBUL@example.com', 'istanbul@example.com'],
  ])('%s is compared as %s', (email, key) => {
    expect(emailKey(email)).toBe(key);
    expect(emailKey(key)).toBe(key);
  });

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@@example.com',
    'a b@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@exa mple.com',
    'Ada <ada@example.com>',
    'ada@example.com, bob@example.com',
    'ada\0@example.com',
    'ada\n@example.com',
    '"ada\n"@example.com',
    'ada\ud800@example.com',
    'ada@[IPv6:2001:db8::1::2]',
    'a b@[IPv6:::1]',
    'ada@xn--zzzzzz',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('%j is none', (email) => {
    expect(emailProblem(email)).toMatch(/must be an e-mail address/);
  });

  test.each([
    ['Ada', 'ada'],
    ['ada@EX', 'ada@ex'],
    ['ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@', 'ada@'],
  ])('the start %s is compared as %s', (prefix, key) => {
    expect(emailPrefixKey(prefix)).toBe(key);
  });
});
