/** The copy of the built bundle that loads RxJS from one file, which tools/compile.mjs makes; otherwise the bundle itself. */
const built = process.env['SPECS_COMPILED'] === undefined ? '../../../dist/bundle' : '../../bundle';
const bundle = new URL(`${built}/entryPoints/`, import.meta.url).href;
const compiled = new URL('../../src/entryPoints/', import.meta.url).href;
const fixtures = new URL('../fixtures/', import.meta.url).href;

/**
 * Puts URLs into the text of a program: `LIBRARY/node` becomes that of the bundled entry point, which loads in half the time
 * of the compiled sources, and `FIXTURES` that of the compiled fixtures' folder. While coverage is measured, programs load
 * the compiled sources: the maps of a bundle give its functions other bounds, and each would count twice.
 */
export function withUrls(text: string): string {
  const covered = process.env['NODE_V8_COVERAGE'] !== undefined;
  const library = covered ? `${compiled}$1.js` : `${bundle}$1/index.js`;
  return text.replaceAll(/LIBRARY\/(\w+)/g, library).replaceAll('FIXTURES', fixtures);
}
