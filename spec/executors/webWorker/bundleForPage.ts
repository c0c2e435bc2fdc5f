import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const compiled = join(root, '.out');
const platform = join(compiled, 'spec/executors/webWorker/page/platform.js');

/**
 * The files of pages and their workers, by path. The paths make `../../fixtures/tasks.js`, which the specs use, resolve
 * from a page's script.
 */
const entryPoints = {
  'spec/page/main': 'spec/executors/webWorker/page/main.js',
  'spec/page/contract': 'spec/executors/webWorker/page/contract.js',
  'spec/page/faults': 'spec/executors/webWorker/page/faults.js',
  'spec/page/leaving': 'spec/executors/webWorker/page/leaving.js',
  'spec/page/places': 'spec/executors/webWorker/page/places.js',
  'spec/page/policy': 'spec/executors/webWorker/page/policy.js',
  'spec/page/returning': 'spec/executors/webWorker/page/returning.js',
  'spec/page/starts': 'spec/executors/webWorker/page/starts.js',
  'spec/page/units': 'spec/executors/webWorker/page/units.js',
  'spec/fixtures/tasks': 'spec/fixtures/tasks.js',
  'spec/fixtures/finalizers': 'spec/fixtures/finalizers.js',
  'spec/fixtures/observables': 'spec/fixtures/observables.js',
  'spec/fixtures/streams': 'spec/fixtures/streams.js',
  'spec/fixtures/unsendable': 'spec/fixtures/unsendable.js',
  'spec/fixtures/operators': 'spec/fixtures/operators.js',
  'spec/workers/poolAtLoad': 'spec/executors/webWorker/workers/poolAtLoad.js',
  'spec/workers/poolElsewhere': 'spec/executors/webWorker/workers/poolElsewhere.js',
  'spec/workers/poolInTask': 'spec/executors/webWorker/workers/poolInTask.js',
  'spec/workers/serving': 'spec/executors/webWorker/workers/serving.js',
  'spec/workers/webFaults': 'spec/executors/webWorker/workers/webFaults.js',
  'spec/workers/throwing': 'spec/executors/webWorker/workers/throwing.js',
};

/** Returns the compiled specs, bundled for a browser. */
export async function bundleForPage(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(entryPoints).map(([out, file]) => [out, join(compiled, file)])),
    outdir: '/',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
    logLevel: 'warning',
    inject: [platform],
    alias: {
      'node:fs': join(compiled, 'spec/executors/webWorker/page/files.js'),
      'node:os': platform,
      'node:path': platform,
    },
    plugins: [inlineWorkerText],
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  files.set('/mocha.js', readFileSync(createRequire(import.meta.url).resolve('mocha/mocha.js'), 'utf8'));
  return files;
}

/**
 * The build puts the source of the inline worker into dist; this one is built from the compiled sources of the specs.
 */
const inlineWorkerText: Plugin = {
  name: 'inline worker text',
  setup(build) {
    build.onLoad({ filter: /\/inlineWorkerSource\.js$/ }, async () => {
      const { inlineWorkerSource } = (await import(pathToFileURL(join(root, 'tools/bundle.mjs')).href)) as {
        readonly inlineWorkerSource: (from: string) => Promise<string>;
      };
      return { contents: await inlineWorkerSource(join(compiled, 'src')) };
    });
  },
};
