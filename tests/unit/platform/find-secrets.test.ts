import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findSecretsInLogs, literalPasswords } from '../../support/find-secrets.mjs';

// The check that reads every server's log at the end of a run must itself find what it looks for.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reeve-canary-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const random = (length: number): string => 'x1'.repeat(length / 2);

test.each([
  ['a password of the test suite', 'a line with violet-canary in it', '.log'],
  ['a token that a server handed out', `{"a":"canary-${random(10)}"}`, '.log'],
  ['any JWT', `eyJ${random(20)}.eyJ${random(20)}.${random(20)}`, '.log'],
  ['any password hash', ['', 'argon2id', 'v=19', 'm=8,t=1,p=1', 'abc'].join('$'), '.log'],
  ['any client secret', `rs_${random(40)}`, '.log'],
  ['any Authorization header', `Bearer ${random(30)}`, '.log'],
])('%s in a log is found', (_what, line, ending) => {
  writeFileSync(path.join(folder, 'server.secrets'), `canary-${random(10)}\n`);
  writeFileSync(path.join(folder, `server${ending}`), `{"msg":"Ready"}\n${line}\n`);
  expect(findSecretsInLogs(folder, ['violet-canary'])).toEqual([expect.stringMatching(/^server\.log:2: /)]);
});

test('a clean log is clean', () => {
  writeFileSync(
    path.join(folder, 'server.log'),
    '{"level":"info","msg":"request","path":"/realms/demo/login"}\n',
  );
  expect(findSecretsInLogs(folder, ['violet-canary'])).toEqual([]);
});

test('passwords are the literals of the module', () => {
  expect(literalPasswords("export const A = 'violet-canary';\nimport { x } from './y.js';\n")).toEqual([
    'violet-canary',
  ]);
});
