// npm run docs: the site, as static files in site/public. Guides and pages from docs/, the reference from the sources.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, TSConfigReader } from 'typedoc';
import { checkLinks } from './links.mjs';
import { groupOrder, load as pages } from './pages.mjs';
import { buildPlayground } from './playground.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The source of each entry point of the package. */
function entryPoints() {
  const { exports } = JSON.parse(readFileSync(at('../package.json'), 'utf8'));
  return Object.values(exports)
    .filter((target) => typeof target === 'object')
    .map(({ types }) => at(types.replace('./dist/', '../src/').replace('.d.ts', '.ts')))
    .filter((source) => existsSync(source));
}

/** In the order of need. */
const documents = [
  '../docs/guide/*.md',
  '../docs/coming-from-python.md',
  '../docs/coming-from.md',
  '../docs/semantics.md',
  '../docs/options.md',
  '../docs/glossary.md',
  '../docs/values.md',
  '../docs/performance.md',
  '../docs/distributed.md',
  '../docs/operating.md',
  '../docs/browsers.md',
  '../docs/faq.md',
  '../docs/troubleshooting.md',
  '../examples/README.md',
  '../examples/*/README.md',
  '../examples/*/main.ts',
  '../docs/architecture.md',
  '../docs/adr/*.md',
  '../CONTRIBUTING.md',
  '../CHANGELOG.md',
];

const app = await Application.bootstrapWithPlugins(
  {
    name: 'rx-futures',
    entryPoints: entryPoints(),
    tsconfig: at('tsconfig.json'),
    readme: at('../README.md'),
    projectDocuments: documents.map(at),
    out: at('public'),
    sort: ['source-order'],
    sortEntryPoints: false,
    kindSortOrder: ['Document', 'Module', 'Class', 'Function', 'Interface', 'TypeAlias', 'Variable'],
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    includeVersion: true,
    categorizeByGroup: false,
    defaultCategory: 'Reference',
    categoryOrder: groupOrder,
    navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
    navigationLeaves: [],
    favicon: at('favicon.svg'),
    highlightLanguages: ['ts', 'js', 'python', 'sh', 'json', 'html'],
    ignoredHighlightLanguages: ['marble', 'text'],
    customCss: at('site.css'),
    treatWarningsAsErrors: true,
    validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
    jsDocCompatibility: { exampleTag: false },
    logLevel: 'Warn',
  },
  [new TSConfigReader()],
);
pages(app);

const project = await app.convert();
if (project === undefined) process.exit(1);
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exit(1);
await buildPlayground(at('public/playground'));
checkLinks(at('public'));
console.log(`The site is in ${at('public')}: open index.html`);
