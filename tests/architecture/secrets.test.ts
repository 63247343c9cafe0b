import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT, sourceFiles, type SourceFile } from '../support/source-files.js';

/** The one module that may hold literal passwords and hashes, the list of common ones, and this test. */
const EXEMPT = new Set([
  'tests/support/passwords.ts',
  'src/features/credentials/common-passwords.data.ts',
  'tests/architecture/secrets.test.ts',
]);

const LOOKS_LIKE_A_SECRET: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a literal password', /\b\w*(?:password|passwd|secret)\w*['"]?\s*[:=]\s*(['"`])(?!\$\{)[^'"`\s]{6,}\1/gi],
  [
    'a password hash',
    /\$(?:argon2(?:id|i|d)\$v=\d+\$m=\d|2[abxy]\$\d\d\$[./A-Za-z0-9]{20}|scrypt\$ln=|pbkdf2(?:-sha\d+)?\$\w)/g,
  ],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['a token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./g],
  ['a client secret or refresh token', /\b(?:rs|rt)_[\w-]{40,}/g],
];

/** What looks like one and is none: names of things, not things. */
const HARMLESS = /^[a-z]+(?:[-_.:+][a-z]+)*$|^[A-Z_]+$|^\[redacted\]$/;

function findings(file: SourceFile): string[] {
  return LOOKS_LIKE_A_SECRET.flatMap(([what, pattern]) =>
    [...file.text.matchAll(pattern)]
      .filter(([match]) => !HARMLESS.test(/['"`]([^'"`]*)['"`]$/.exec(match)?.[1] ?? match))
      .map(([match]) => `${file.path}: ${what}: ${match.slice(0, 60)}`),
  );
}

test('passwords, hashes and keys stand in tests/support/passwords.ts and nowhere else', () => {
  const documents = ['README.md', 'compose.yaml', 'Dockerfile'].map((name) => ({
    path: name,
    text: readFileSync(path.join(ROOT, name), 'utf8'),
  }));
  const files = [
    ...['src', 'tests', 'bench', 'scripts'].flatMap((folder) =>
      sourceFiles(folder, '.ts', '.mts', '.mjs', '.json'),
    ),
    ...sourceFiles('docs', '.md'),
    ...documents,
  ].filter((file) => !EXEMPT.has(file.path));
  expect(files.flatMap(findings)).toEqual([]);
});
