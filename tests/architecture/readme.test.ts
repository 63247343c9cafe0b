import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { variables } from '../../src/config/variables.js';
import { ROOT } from '../support/source-files.js';

/** The rows of the README's table under "Configuration": variable, default, what it does. */
function rowsOfReadme(): string[][] {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const section = readme.split('\n## ').find((part) => part.startsWith('Configuration')) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

test('the table of environment variables in the README is what src/config reads', () => {
  const expected = Object.entries(variables).map(([name, variable]) => [
    `\`${name}\``,
    variable.default,
    variable.description,
  ]);
  expect(rowsOfReadme()).toEqual(expected);
});
