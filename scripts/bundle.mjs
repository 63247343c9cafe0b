// Bundles the server, the command line, the embedded store's worker, `reeve/decision` and `reeve/client` into dist/.
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}dist`;

// Natives, what is heavy and loads only on demand, and what ships files of its own.
// Everything else is bundled: reading one file instead of two thousand halves the time to the first answer.
const external = [
  'lmdb',
  '@node-rs/*',
  '@graphql-yoga/render-graphiql',
  '@opentelemetry/sdk-node',
  '@opentelemetry/exporter-trace-otlp-proto',
  'swagger-ui-dist',
  // Optional parts of the MongoDB driver, which it tries to load and does without.
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
  'aws4',
  'gcp-metadata',
  '@mongodb-js/zstd',
  '@aws-sdk/credential-providers',
];

// CommonJS packages inside an ES module still say `require` and `__dirname`.
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('');

/** zod carries its messages in fifty languages, half a megabyte to parse at every start; we speak one. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * graphql-js makes two dictionaries for the arguments of every field that it resolves, also where a field takes none: half
 * of what the execution of a list leaves to the collector.
 */
const noArguments = {
  name: 'no-arguments',
  setup({ onLoad }) {
    onLoad({ filter: /graphql\/execution\/values\.m?js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const start = 'function getArgumentValues(def, node, variableValues) {';
      const [before, after, ...more] = source.split(start);
      if (after === undefined || more.length > 0) throw new Error(`${file} is not what it was`);
      const none = 'const NO_ARGUMENTS = Object.freeze(Object.create(null));';
      return {
        contents: `${before}${start}\n  if (def.args.length === 0) return NO_ARGUMENTS;\n${after}\n${none}\n`,
      };
    });
  },
};

await mkdir(outdir, { recursive: true });
const result = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/main.ts', out: 'main' },
    { in: 'src/cli/cli.ts', out: 'cli' },
    { in: 'src/embedded/embedded-store.ts', out: 'embedded-store' },
    { in: 'src/embedded/worker.ts', out: 'embedded-worker' },
    { in: 'src/embedded/maintenance/check-program.ts', out: 'embedded-check' },
    { in: 'src/decision/public.ts', out: 'decision' },
  ],
  outdir,
  // Everything lies flat, so that `new URL('./x', import.meta.url)` means dist/x wherever it is written.
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  write: false,
  external,
  plugins: [englishOnly, noArguments],
  banner: { js: banner },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});

// What applications import is a file of its own, and runs wherever Fetch does.
const client = await build({
  absWorkingDir: root,
  entryPoints: [{ in: 'src/client/public.ts', out: 'client' }],
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  write: false,
  external: ['jose'],
  logLevel: 'warning',
});

// Else its service would live on beside the server that `npm start` runs.
await stop();

// A server may be running from dist/: each file is replaced whole, what it may yet import stays for a while, and
// meta.json, by which scripts/ensure-built.mjs knows the bundle, comes last.
async function replace(file, contents) {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, contents, { mode: file.endsWith('/cli.js') ? 0o755 : 0o644 });
  await rename(temporary, file);
}
const isChunk = ({ path: file }) => path.basename(file).startsWith('chunk-');
const outputFiles = [...client.outputFiles, ...result.outputFiles];
for (const file of outputFiles.sort((a, b) => Number(isChunk(b)) - Number(isChunk(a)))) {
  await replace(file.path, file.contents);
}
const current = new Set(outputFiles.map((file) => path.basename(file.path)));
const KEEP_MS = 15 * 60_000;
for (const name of await readdir(outdir)) {
  if (current.has(name) || name === 'meta.json' || name === 'types') continue;
  const file = path.join(outdir, name);
  if (Date.now() - (await stat(file)).mtimeMs > KEEP_MS) await rm(file, { force: true });
}
await replace(
  path.join(outdir, 'meta.json'),
  JSON.stringify({ inputs: { ...result.metafile.inputs, ...client.metafile.inputs } }),
);
