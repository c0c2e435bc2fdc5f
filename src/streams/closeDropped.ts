/** The classes whose instances hold memory outside of the heap, or one end of a channel, until they are closed. */
const owners = /^\[object (VideoFrame|AudioData|ImageBitmap|MessagePort)\]$/;

/**
 * Closes dropped values, and parts of dropped objects, that own something: the collector may find a frame or a bitmap
 * long after the memory of the graphics card has run out. Only for values that have crossed from another realm: no other
 * code has them.
 */
export function closeDropped(values: ArrayLike<unknown>): void {
  for (const value of Array.from(values)) {
    if (typeof value !== 'object' || value === null) continue;
    for (const each of [value, ...Object.values(value)]) if (isOwner(each)) each.close();
  }
}

function isOwner(value: unknown): value is { close(): void } {
  return owners.test(Object.prototype.toString.call(value));
}
