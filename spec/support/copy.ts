/**
 * Loads a module of the library a second time, like another installed copy of the package: with different classes of
 * the same brands.
 */
export async function secondCopy<M>(compiled: URL): Promise<M> {
  return (await import(`${compiled.href}?copy`)) as M;
}
