// Emits the type declarations of what the package exports (`reeve/decision`, `reeve/client`) into dist/types/.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

const SOURCES = ['src/decision', 'src/client'];
const OUT = 'dist/types';

/** Does nothing while the declarations are younger than the sources: loading TypeScript takes a second. */
export async function buildTypes(root) {
  const stamp = `${root}${OUT}/.stamp`;
  const newest = Math.max(
    ...SOURCES.flatMap((folder) =>
      readdirSync(root + folder).map((name) => statSync(`${root}${folder}/${name}`).mtimeMs),
    ),
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const entries = SOURCES.map((folder) => `${root}${folder}/public.ts`);
  const program = ts.createProgram(entries, {
    ...options,
    noEmit: false,
    incremental: false,
    tsBuildInfoFile: undefined,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: `${root}src`,
    outDir: root + OUT,
  });
  const { diagnostics, emitSkipped } = program.emit();
  if (emitSkipped || diagnostics.length > 0) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => root,
        getNewLine: () => '\n',
      }),
    );
  }
  await writeFile(stamp, '');
}
