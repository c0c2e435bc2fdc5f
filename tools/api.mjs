// Writes what users see of each entry point: the names it exports at run time and its printed types. Both are under review in
// spec/golden.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));
const golden = join(root, 'spec/golden');
const temp = join(root, '.out/api');

/** The entry points of package.json that are modules. */
export function entryPoints() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([entryPoint, target]) => ({
      entryPoint,
      name: entryPoint === '.' ? 'index' : entryPoint.slice(2).replace('/', '-'),
      types: join(root, target.types),
      module: join(root, target.default),
    }));
}

function configOf({ name, types }) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      compiler: { tsconfigFilePath: join(root, 'tools/api.tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: temp,
        reportTempFolder: join(temp, 'temp'),
      },
      docModel: { enabled: true, apiJsonFilePath: join(temp, `${name}.api.json`) },
      dtsRollup: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}

/** The report of one entry point, as text. */
async function report({ entryPoint, name, module }, config, compilerState) {
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => (message.handled = true),
  });
  if (!succeeded) throw new Error(`the types of ${entryPoint} cannot be read`);
  const names = Object.keys(await import(module)).sort();
  const printed = readFileSync(join(temp, `${name}.api.md`), 'utf8').replaceAll('\r\n', '\n');
  return `# ${entryPoint}\n\nNames at run time: ${names.map((each) => `\`${each}\``).join(', ')}\n\n${printed}`;
}

/** All reports, by the file they belong to. */
export async function reports() {
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { recursive: true });
  const all = new Map();
  const points = entryPoints();
  const configs = points.map(configOf);
  const additionalEntryPoints = points.map(({ types }) => types);
  const state = CompilerState.create(configs[0], { additionalEntryPoints }); // one program instead of one for each
  for (const [i, point] of points.entries())
    all.set(join(golden, `${point.name}.api.md`), await report(point, configs[i], state));
  return all;
}

/** Returns the declarations of an entry point with their doc comments, as the last reports found them. */
export function docModel(name) {
  return JSON.parse(readFileSync(join(temp, `${name}.api.json`), 'utf8')).members[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(golden, { recursive: true });
  for (const [file, text] of await reports()) {
    const changed = !existsSync(file) || readFileSync(file, 'utf8') !== text;
    if (changed) writeFileSync(file, text);
    console.log(`${changed ? 'wrote' : 'kept '} ${file.slice(root.length)}`);
  }
}
