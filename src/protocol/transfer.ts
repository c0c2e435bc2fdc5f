import { SerializationError } from '../errors/SerializationError.js';
import { isObject } from './isObject.js';
import { realm, type TransferLists } from './realm.js';
import { isMarked } from './transferables.js';

/**
 * Marks a value so that its transferables are moved to the receiver instead of copied: as an argument, a result, a
 * stream item or a progress value. The moved buffers are empty for the sender afterwards, as with the platform's own
 * `postMessage`. A slice of Node's buffer pool is copied, since moving it would empty its neighbours. Nothing can be
 * moved to a child process: buffers are copied and stay as they were, ports and streams are refused.
 *
 * Errors: a list that cannot be moved (a buffer twice, one that was moved before) becomes a `SerializationError` in the
 * Future.
 *
 * @param value - What to send: an object, an array, a buffer or a view of one.
 * @param transferables - The buffers, ports and streams in it that are to be moved.
 * @returns The same value.
 * @throws TypeError when the value is not an object, or the list not an array of objects.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, transfer } from 'rx-futures';
 *
 * const pixels = new Uint8Array(1_000_000);
 * const executor = new EventLoopExecutor({ isolate: true });
 * const future = executor.submit((bytes: Uint8Array) => bytes.length, transfer(pixels, [pixels.buffer]));
 * console.log(await future.result()); // 1000000
 * console.log(pixels.length); // 0
 * await executor.shutdown();
 * ```
 */
export function transfer<T>(value: T, transferables: Transferable[]): T {
  if (!isObject(value)) {
    throw new TypeError(`transfer: value must be an object, got ${typeof value}`);
  }
  if (!Array.isArray(transferables) || transferables.some((each) => !isObject(each))) {
    throw new TypeError('transfer: transferables must be an array of objects');
  }
  realm.transfers.set(value, [...transferables]);
  realm.transferLists ??= transferLists;
  return value;
}

/** Reads the lists. Only a program that calls `transfer` contains this. */
const transferLists: TransferLists = { of: listOf, ofAll: listOfAll };

function listOf(value: unknown, part: string): readonly Transferable[] {
  if (!isMarked(value)) return [];
  const marked = realm.transfers.get(value) ?? [];
  const moved = marked.filter((each) => !isPooled(value, each));
  for (const each of moved) checkNotDetached(each, part);
  if (new Set(moved).size < moved.length) {
    throw new SerializationError(`${part} cannot be moved: a buffer is in its list twice`, { part });
  }
  return moved;
}

function listOfAll(args: readonly unknown[]): readonly Transferable[] {
  const all = args.flatMap((arg, i) => listOf(arg, `argument ${i + 1}`));
  if (new Set(all).size < all.length) {
    throw new SerializationError('the arguments cannot be moved: two of them share a buffer', { part: 'arguments' });
  }
  return all;
}

/** Returns true for the buffer of one of Node's small Buffers, which are slices of one shared allocation. */
function isPooled(value: object, transferable: Transferable): boolean {
  const pool = (globalThis as { Buffer?: { poolSize: number } }).Buffer;
  if (pool === undefined || !(transferable instanceof ArrayBuffer)) return false;
  return (
    ArrayBuffer.isView(value) &&
    value.constructor.name === 'Buffer' &&
    value.byteLength < transferable.byteLength &&
    transferable.byteLength === pool.poolSize
  );
}

/** Throws for a detached buffer, which Node would deliver as an empty one without an error. */
function checkNotDetached(transferable: Transferable, part: string): void {
  if (!(transferable instanceof ArrayBuffer) || transferable.byteLength > 0) return;
  try {
    new Uint8Array(transferable);
  } catch (cause) {
    throw new SerializationError(`${part} cannot be moved: its buffer has already been moved`, { part, cause });
  }
}
