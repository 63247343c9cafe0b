import { describe, expect, test } from '@jest/globals';
import { importsOf, sourceFiles } from '../support/source-files.js';

/** The kinds of files in src/, by the first pattern that fits. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['kernel', /^src\/kernel\//],
  ['config', /^src\/config\//],
  ['platform', /^src\/platform\//],
  ['embedded', /^src\/embedded\//],
  ['decision', /^src\/decision\//],
  ['client', /^src\/client\//],
  ['provisioned', /^src\/realms\/collections\.ts$/],
  ['realms', /^src\/realms\//],
  ['http', /^src\/http\//],
  ['bootstrap', /^src\/bootstrap\//],
  ['feature store', /^src\/features\/.*\.store\.ts$/],
  ['feature graphql', /^src\/features\/.*\.graphql\.ts$/],
  ['feature rest', /^src\/features\/.*(?:\.rest|\.listener|-answer)\.ts$/],
  ['feature module', /^src\/features\/.*\.module\.ts$/],
  ['feature core', /^src\/features\//],
  ['graphql schema', /^src\/graphql\/(?:schema|print-schema|graphql\.module)\.ts$/],
  ['graphql', /^src\/graphql\//],
  ['rest app', /^src\/rest\/(?:app|print-openapi)\.ts$/],
  ['rest', /^src\/rest\//],
  ['app', /^src\/(?:app|core)\.ts$/],
  ['cli', /^src\/cli\//],
  ['serve', /^src\/serve\.ts$/],
  ['main', /^src\/main\.ts$/],
];

const ground = ['kernel', 'config', 'platform', 'decision', 'realms', 'provisioned'];
const core = [...ground, 'feature core', 'feature store'];

/** What each kind may import. Dependencies point one way: a kind never reaches one that is above it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // An actor carries what it may do, in the words of the engine, which needs nothing itself.
  kernel: ['kernel', 'decision'],
  embedded: ['embedded'],
  decision: ['decision'],
  client: ['client'],
  config: ['kernel', 'config'],
  platform: ['kernel', 'config', 'platform'],
  realms: [...ground, 'provisioned'],
  // The one list of the collections of every feature.
  provisioned: core,
  http: [...ground, 'http'],
  'feature store': core,
  'feature core': core,
  graphql: [...ground, 'http', 'feature core', 'graphql'],
  rest: [...ground, 'http', 'feature core', 'rest'],
  'feature graphql': [...ground, 'feature core', 'graphql', 'feature graphql'],
  'feature rest': [...ground, 'feature core', 'http', 'rest', 'feature rest'],
  'graphql schema': [...ground, 'feature core', 'http', 'graphql', 'feature graphql', 'graphql schema'],
  'rest app': ['rest', 'feature rest', 'rest app', ...ground, 'http'],
  'feature module': [...core, 'http', 'rest', 'graphql', 'feature rest', 'feature graphql', 'feature module'],
  bootstrap: [...ground, 'embedded', 'feature core', 'bootstrap'],
  app: [
    ...core,
    'feature module',
    'bootstrap',
    'http',
    'graphql',
    'graphql schema',
    'rest',
    'rest app',
    'app',
  ],
  serve: ['config', 'platform', 'bootstrap', 'http', 'app'],
  cli: [...ground, 'bootstrap', 'embedded', 'feature core', 'http', 'app', 'serve', 'cli'],
  main: ['cli', 'serve'],
};

/** Stores that another feature may use, and why. */
const SHARED_STORES: Readonly<Record<string, readonly string[]>> = {
  // An account and its first password are written in one transaction.
  'src/features/credentials/credential.store.ts': ['src/features/accounts/'],
};

function kindOf(path: string): string {
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'unknown';
}

const featureOf = (path: string): string | undefined => /^src\/features\/([^/]+)\//.exec(path)?.[1];

const files = sourceFiles('src', '.ts');

describe('imports', () => {
  test('every file has its place in the house', () => {
    expect(files.map(({ path }) => path).filter((path) => kindOf(path) === 'unknown')).toEqual([]);
  });

  test('dependencies point one way', () => {
    const wrong = files.flatMap((file) => {
      const allowed = MAY_IMPORT[kindOf(file.path)] ?? [];
      return importsOf(file)
        .filter((target) => !allowed.includes(kindOf(target)))
        .map((target) => `${file.path} (${kindOf(file.path)}) imports ${target} (${kindOf(target)})`);
    });
    expect(wrong).toEqual([]);
  });

  test("a feature's store is its own", () => {
    const wrong = files
      .filter(({ path }) => !['app', 'feature module', 'provisioned'].includes(kindOf(path)))
      .flatMap((file) =>
        importsOf(file)
          .filter(
            (target) => kindOf(target) === 'feature store' && featureOf(target) !== featureOf(file.path),
          )
          .filter((target) => !SHARED_STORES[target]?.some((user) => file.path.startsWith(user)))
          .map((target) => `${file.path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});

test('only src/config reads the environment', () => {
  const readers = files.filter(
    ({ path, text }) => /\bprocess\.env\b/.test(text) && kindOf(path) !== 'config',
  );
  expect(readers.map(({ path }) => path)).toEqual([]);
});

test('the embedded store could be a package of its own: it needs these and nothing else', () => {
  const packages = new Set(
    files
      .filter(({ path }) => kindOf(path) === 'embedded')
      .flatMap(({ text }) => [...text.matchAll(/(?:from\s+|import\s*\(\s*)'([^.'][^']*)'/g)])
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !specifier.startsWith('node:'))
      .map((specifier) => specifier.split('/')[0]),
  );
  expect([...packages].filter((name) => !['bson', 'lmdb', 'mingo'].includes(name ?? ''))).toEqual([]);
});
