/**
 * The worker's side of this package as one text; the build puts it here (tools/bundle.mjs). A worker that is made of a Blob
 * has no file to load it from.
 */
export const source: string = notBuilt();

function notBuilt(): never {
  throw new Error('the text of the inline worker was not built: run npm run build');
}
