// Reads what servers have logged, and finds in it what no log may hold.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Secrets by their looks, whoever made them. */
const PATTERNS = [
  /\$(?:argon2(?:id|i|d)|2[abxy]|scrypt|pbkdf2[\w-]*)\$\S+/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/,
  /\b(?:rt|rs)_[\w-]{30,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(?:Bearer|Basic) +[\w.~+/=-]{16,}/i,
];

const SHORTEST = 6;

/** Every literal of tests/support/passwords.ts, as a log would write it. */
export function literalPasswords(source) {
  return [...source.matchAll(/'((?:[^'\\\n]|\\.)+)'/g)]
    .map(([, literal]) => literal)
    .filter((literal) => literal.length >= SHORTEST && !literal.startsWith('.'));
}

/** `file:line: what` for every secret that a log of the folder holds; the secret itself is not repeated. */
export function findSecretsInLogs(folder, passwords) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  const read = (name) => readFileSync(path.join(folder, name), 'utf8');
  const handedOut = names
    .filter((name) => name.endsWith('.secrets'))
    .flatMap((name) => read(name).split('\n'));
  const secrets = [...new Set([...passwords, ...handedOut])].filter((secret) => secret.length >= SHORTEST);
  return names
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => {
      const text = read(name);
      const known = secrets
        .filter((secret) => text.includes(secret))
        .map((secret) => ({
          at: text.indexOf(secret),
          what: `a known secret of ${secret.length} characters`,
        }));
      const looks = PATTERNS.map((pattern) => pattern.exec(text))
        .filter((match) => match !== null)
        .map((match) => ({ at: match.index, what: `what looks like a secret: ${match[0].slice(0, 8)}...` }));
      return [...known, ...looks].map(
        ({ at, what }) => `${name}:${text.slice(0, at).split('\n').length}: ${what}`,
      );
    });
}
