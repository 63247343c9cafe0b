// Writes src/features/credentials/common-passwords.data.ts from a list, one password a line, most common first:
//   npm pack @zxcvbn-ts/language-common@4.1.3, its dictionary `passwords-common` as lines > list.txt
//   node scripts/common-passwords.mjs list.txt
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

/** No realm allows shorter ones, so they need not be listed. */
const SHORTEST = 8;
const TARGET = new URL('../src/features/credentials/common-passwords.data.ts', import.meta.url);

const [, , source] = process.argv;
if (source === undefined) throw new Error('Usage: node scripts/common-passwords.mjs list.txt');
const words = readFileSync(source, 'utf8')
  .split('\n')
  .map((line) => line.normalize('NFKC').toLowerCase())
  .filter((word) => [...word].length >= SHORTEST);
const sorted = [...new Set(words)].sort();
const compressed = brotliCompressSync(sorted.join('\n'), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(
  TARGET,
  `/**
 * ${sorted.length} common passwords of ${SHORTEST} characters or more: sorted lines, normalised (NFKC, lower case), brotli, base64.
 * Made by scripts/common-passwords.mjs from the dictionary \`passwords-common\` of @zxcvbn-ts/language-common 4.1.3, which
 * ranks passwords of public breaches. MIT licence, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.,
 * Copyright (c) 2021 @zxcvbn-ts; see NOTICE.
 */
export const COMMON_PASSWORDS_BROTLI =
  '${compressed.toString('base64')}';
`,
);
console.log(`${sorted.length} passwords, ${compressed.length} bytes`);
