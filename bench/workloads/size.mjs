import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The folder whose lock has the peers for browsers. */
const peers = fileURLToPath(new URL('../browser', import.meta.url));

/** Returns the bytes of an entry point, minified and compressed, as size-limit measures them by package.json. */
function sizeOf(entryPoint) {
  const sizes = JSON.parse(execFileSync('npx', ['size-limit', '--json'], { cwd: root, encoding: 'utf8' }));
  return sizes.find(({ name }) => name === entryPoint).size;
}

/** Returns the bytes of the names that a page or a worker imports of a peer, measured in the same way, without rxjs. */
async function sizeOfPeer(peer, names) {
  if (!existsSync(`${peers}/node_modules`)) execFileSync('npm', ['ci', '--silent'], { cwd: peers });
  const { outputFiles } = await build({
    stdin: { contents: `import ${names} from '${peer}'; console.log(${names})`, resolveDir: peers },
    bundle: true,
    minify: true,
    external: ['rxjs', 'rxjs/operators'],
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

const ours = ['rx-futures/web', 'rx-futures/worker'].map((entryPoint) => ({
  name: entryPoint,
  run: async () => sizeOf(entryPoint),
}));
const others = [
  ['comlink, page', 'comlink', '{ wrap, transfer, releaseProxy }'],
  ['comlink, worker', 'comlink', '{ expose, transfer }'],
  ['observable-webworker, page', 'observable-webworker', '{ fromWorkerPool }'],
  ['observable-webworker, worker', 'observable-webworker', '{ runWorker }'],
].map(([name, peer, names]) => ({ name, run: () => sizeOfPeer(peer, names) }));

export const bundleSize = {
  name: 'size',
  title: 'The entry points for browsers, minified and compressed',
  unit: 'bytes',
  less: true,
  goals: [
    { of: 'rx-futures/worker', bound: 11_500 },
    { of: 'rx-futures/web', bound: 21_000 },
  ],
  contenders: () => [...ours, ...others],
};
