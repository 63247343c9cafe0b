import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureSecretFile, readSecretFile } from '../../../src/bootstrap/secret-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reeve-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a secret is made once, readable by its user alone, and kept', async () => {
  const file = path.join(folder, 'new', 'master.key');
  expect(await readSecretFile(file)).toBeUndefined();
  const made = await ensureSecretFile(file, () => 'first');
  expect(made).toEqual({ path: file, secret: 'first' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await ensureSecretFile(file, () => 'second')).secret).toBe('first');
});

test('two who make it at once get the same, and leave no draft behind', async () => {
  const file = path.join(folder, 'master.key');
  const made = await Promise.all(['a', 'b', 'c', 'd'].map((secret) => ensureSecretFile(file, () => secret)));
  expect(new Set(made.map(({ secret }) => secret)).size).toBe(1);
  expect(await readdir(folder)).toEqual(['master.key']);
});
