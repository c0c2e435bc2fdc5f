/**
 * The worker part of this package as a string; the build generates it (tools/bundle.mjs). A worker made from a Blob has
 * no file to load it from.
 */
export const source: string = notBuilt();

function notBuilt(): never {
  throw new Error('the source of the inline worker was not built: run npm run build');
}
