// After all tests: no server's log may hold a password, token, secret or hash. What is found fails the run.
import { readFileSync } from 'node:fs';
import { findSecretsInLogs, literalPasswords } from './find-secrets.mjs';
import { LOG_FOLDER } from './log-folder.mjs';

export default function teardown() {
  const passwords = literalPasswords(readFileSync(new URL('./passwords.ts', import.meta.url), 'utf8'));
  const found = findSecretsInLogs(LOG_FOLDER, passwords);
  if (found.length > 0) throw new Error(`Logs hold secrets:\n${found.join('\n')}\n(in ${LOG_FOLDER})`);
}
