// Bundles the server, the command line and the embedded store's worker into dist/.
import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}dist`;

// Natives, what is heavy and loads only on demand, and what ships files of its own.
// Everything else is bundled: reading one file instead of two thousand halves the time to the first answer.
const external = [
  'lmdb',
  '@node-rs/*',
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

await rm(outdir, { recursive: true, force: true });
const result = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/main.ts', out: 'main' },
    { in: 'src/cli/cli.ts', out: 'cli' },
    ...(existsSync(`${root}src/embedded/worker.ts`)
      ? [{ in: 'src/embedded/worker.ts', out: 'embedded-worker' }]
      : []),
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
  external,
  banner: { js: banner },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});
await chmod(`${outdir}/cli.js`, 0o755);
await writeFile(`${outdir}/meta.json`, JSON.stringify(result.metafile));
