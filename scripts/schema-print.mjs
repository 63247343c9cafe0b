// Writes schema/schema.graphql and schema/openapi.json, which are committed: a change of the API shows in its diff.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}.build/schema-print`;

/** A printer is a module that exports one function from nothing to text. */
const printers = [
  { file: 'schema.graphql', module: 'src/graphql/print-schema.ts', print: 'printGraphqlSchema' },
  { file: 'openapi.json', module: 'src/rest/print-openapi.ts', print: 'printOpenApi' },
];

await build({
  absWorkingDir: root,
  entryPoints: printers.map(({ file, module }) => ({ in: module, out: file })),
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
await mkdir(`${root}schema`, { recursive: true });
for (const { file, print } of printers) {
  const printer = await import(pathToFileURL(`${outdir}/${file}.mjs`).href);
  await writeFile(`${root}schema/${file}`, printer[print]());
}
