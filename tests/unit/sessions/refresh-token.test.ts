import { expect, test } from '@jest/globals';
import {
  formatRefreshToken,
  hashPart,
  newFamilySecret,
  newRotatingSecret,
  openSuccessor,
  parseRefreshToken,
  sealSuccessor,
} from '../../../src/features/sessions/refresh-token.js';
import { newId } from '../../../src/kernel/ids.js';

const parts = { sessionId: newId(), family: newFamilySecret(), rotating: newRotatingSecret() };

test('a token is its parts again, in one spelling only', () => {
  const token = formatRefreshToken(parts);
  expect(token).toMatch(/^rt_[\w-]{86}$/);
  expect(parseRefreshToken(token)).toEqual(parts);
  const last = token.at(-1) ?? '';
  const spellings = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
    .filter((character) => character !== last)
    .map((character) => parseRefreshToken(token.slice(0, -1) + character))
    .filter((other) => other?.rotating.equals(parts.rotating));
  expect(spellings).toEqual([]);
});

test.each([
  '',
  'rt_',
  'rt_abc',
  `rt_${'A'.repeat(85)}`,
  `rt_${'A'.repeat(87)}`,
  `rt_${'='.repeat(86)}`,
  `rt_${'_'.repeat(86)}`,
])('%s is no token', (text) => {
  expect(parseRefreshToken(text)).toBeUndefined();
});

test('the successor opens with the token that it replaced, in its session, and with nothing else', () => {
  const successor = newRotatingSecret();
  const sealed = sealSuccessor(parts.sessionId, parts.rotating, successor);
  expect(openSuccessor(parts.sessionId, parts.rotating, sealed)).toEqual(successor);
  expect(() => openSuccessor(newId(), parts.rotating, sealed)).toThrow();
  expect(() => openSuccessor(parts.sessionId, newRotatingSecret(), sealed)).toThrow();
  const changed = `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`;
  expect(() => openSuccessor(parts.sessionId, parts.rotating, changed)).toThrow();
  expect(sealSuccessor(parts.sessionId, parts.rotating, successor)).not.toBe(sealed);
});

test('what is stored tells parts apart and does not contain them', () => {
  expect(hashPart(parts.family)).not.toBe(hashPart(parts.rotating));
  expect(hashPart(parts.rotating)).not.toContain(parts.rotating.toString('base64url'));
});
