/**
 * A module of the library a second time, as another installed copy of the package would bring it: its classes are other
 * classes, with the same marks.
 */
export async function secondCopy<M>(compiled: URL): Promise<M> {
  return (await import(`${compiled.href}?copy`)) as M;
}
