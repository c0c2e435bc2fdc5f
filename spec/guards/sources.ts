import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository; the compiled specs are two folders below it. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A source file and what it imports. */
export interface Source {
  /** Relative to `src`, as `pool/Pool.ts`. */
  readonly path: string;
  readonly text: string;
  /** Other source files, types included. */
  readonly local: readonly string[];
  /** Packages and `node:` modules. */
  readonly bare: readonly string[];
}

/** Every module under `src`, with its imports: `import`, `export from`, and `import()` of types alike. */
export function readSources(): Source[] {
  const src = join(root, 'src');
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.map((path) => readSource(src, path)).sort((a, b) => a.path.localeCompare(b.path));
}

function readSource(src: string, path: string): Source {
  const text = readFileSync(join(src, path), 'utf8');
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const names = [...code.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'([^']+)'/g)].map(
    ([, name]) => name as string,
  );
  const resolve = (name: string): string => normalize(join(dirname(path), name)).replace(/\.js$/, '.ts');
  return {
    path: relative('.', path),
    text,
    local: names.filter((name) => name.startsWith('.')).map(resolve),
    bare: names.filter((name) => !name.startsWith('.')),
  };
}
