import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { ROOT, sourceFiles } from '../support/source-files.js';

const documents = [
  ...sourceFiles('docs', '.md'),
  ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'].map((name) => ({
    path: name,
    text: readFileSync(path.join(ROOT, name), 'utf8'),
  })),
];

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('what the documents show is so', () => {
  test('every GraphQL operation is valid', () => {
    const schema = buildSchema(read('schema/schema.graphql'));
    const blocks = documents.flatMap(({ path: file, text }) =>
      [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, source = '']) => ({ file, source })),
    );
    expect(blocks.length).toBeGreaterThan(3);
    const wrong = blocks.flatMap(({ file, source }) =>
      validate(schema, parse(source)).map(({ message }) => `${file}: ${message}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every REST path is in the OpenAPI document', () => {
    const { paths } = JSON.parse(read('schema/openapi.json')) as { paths: Record<string, object> };
    const known = new Set(Object.keys(paths).map((route) => route.replaceAll(/\{[^}]+\}/g, '*')));
    known.add('/realms/*/graphql');
    known.add('/realms/*/gateway/envoy');
    const wrong = documents.flatMap(({ path: file, text }) =>
      [...text.matchAll(/\/realms\/(?:\{realm\}|demo|acme|system)\/[\w./-]*[\w]/g)]
        .map(([route]) => route.replace(/^\/realms\/[^/]+/, '/realms/*'))
        .filter((route) => !known.has(route))
        .map((route) => `${file}: ${route}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every link to a file leads to one', () => {
    const wrong = documents.flatMap(({ path: file, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
        .map(([, target = '']) => path.join(path.dirname(file), target))
        .filter((target) => {
          try {
            readFileSync(path.join(ROOT, target));
            return false;
          } catch (error) {
            return (error as NodeJS.ErrnoException).code !== 'EISDIR';
          }
        })
        .map((target) => `${file}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});
