// Pages that require Trusted Types, built by each bundler from the file of docs/browsers.md that makes them work.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The builds; each page is used as without Trusted Types. */
export function trustedBuilds({ root, guideProject, usePrimes, useSums, useGuide }) {
  const documented = codeIn(root);
  const vite = (home) => ({
    project: 'examples/vite',
    home,
    build: ['npx', 'vite', 'build'],
    dist: 'dist',
    use: usePrimes,
  });
  return [
    {
      name: 'Vite, Trusted Types',
      ...vite((installed) => withPolicy(copyOf(installed, ['index.html', 'src', 'tsconfig.json']), documented)),
      headers: requiring('default'),
    },
    {
      name: 'Vite, Trusted Types, a policy of its own',
      ...vite((installed) =>
        withOwnPolicy(withPolicy(copyOf(installed, ['index.html', 'src', 'tsconfig.json']), documented)),
      ),
      headers: requiring('my-app'),
    },
    {
      name: 'webpack, Trusted Types',
      project: 'spec/bundlers/webpack',
      home: (installed) =>
        forWebpack(
          withPolicy(copyOf(installed, ['index.html', 'src', 'tsconfig.json', 'webpack.config.js']), documented),
        ),
      build: ['npx', 'webpack', '--mode', 'production'],
      dist: '.',
      headers: requiring('default webpack'),
      use: useSums,
    },
    {
      name: 'Angular CLI, Trusted Types',
      project: 'examples/angular',
      home: (installed) => withPolicy(guideProject(installed), documented),
      build: ['npx', 'ng', 'build'],
      dist: 'dist/browser',
      headers: requiring('default angular'),
      use: useGuide,
    },
  ];
}

function requiring(policies) {
  return { 'Content-Security-Policy': `require-trusted-types-for 'script'; trusted-types ${policies}` };
}

/** The code blocks of docs/browsers.md, by the name of the file in their first line. */
function codeIn(root) {
  const page = readFileSync(join(root, 'docs/browsers.md'), 'utf8');
  return new Map(
    [...page.matchAll(/^```ts[^\n]*\n\/\/ (\S+\.ts)\n([\s\S]*?)^```/gm)].map(([, name, text]) => [name, text]),
  );
}

/** Copies files of a project to a folder in it. */
export function copyOf(installed, files) {
  const home = join(installed, 'temp');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const file of files) cpSync(join(installed, file), join(home, file), { recursive: true });
  return home;
}

/** Makes the main file of a project import the policy first. */
function withPolicy(home, documented) {
  const main = join(home, 'src/main.ts');
  writeFileSync(join(home, 'src/trusted-types.ts'), documented.get('trusted-types.ts'));
  writeFileSync(main, `import './trusted-types';\n${readFileSync(main, 'utf8')}`);
  return home;
}

/** The other way that docs/browsers.md has for Vite: a policy with a name, and the URL that Vite gives the worker. */
function withOwnPolicy(home) {
  const main = join(home, 'src/main.ts');
  rmSync(join(home, 'src/trusted-types.ts'));
  const source = readFileSync(main, 'utf8')
    .replace("import './trusted-types';", "import url from './primes.worker?worker&url';")
    .replace("new URL('./primes.worker.ts', import.meta.url)", 'policy.createScriptURL(url)');
  const policy = "const policy = trustedTypes.createPolicy('my-app', { createScriptURL: () => url });\n";
  writeFileSync(main, source.replace('\nconst pool', `\n${policy}const pool`));
  return home;
}

/** For webpack, whose workers load code by `importScripts`. Trusted Types refuse inline workers: the page shows a result of its own. */
function forWebpack(home) {
  const main = join(home, 'src/main.ts');
  const source = readFileSync(main, 'utf8')
    .replaceAll(/^.*inlineWorker.*\n|^.*const double.*\n/gm, '')
    .replace('merge(sum, double)', 'merge(sum, [42])');
  writeFileSync(main, source);
  const config = join(home, 'webpack.config.js');
  writeFileSync(config, readFileSync(config, 'utf8').replace('output: {', "output: { trustedTypes: 'webpack',"));
  return home;
}
