/**
 * The views of memory that a process can send, identified by the engine's own getters: these see through subclasses,
 * own properties that hide the real ones, and classes of another realm.
 */

/** The index of a kind in this list is its number in the messages. */
const kinds = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'Float16Array',
] as const;

/** The parts of a view. */
export interface ViewParts {
  /** Its index in the list of kinds. */
  readonly kind: number;
  readonly offset: number;
  /** The number of elements, or bytes of a DataView; `undefined` when it tracks the length of its buffer. */
  readonly length: number | undefined;
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** Returns the view's parts. Throws for an unknown kind, and for a view that is out of its buffer's bounds. */
export function partsOfView(view: NodeJS.ArrayBufferView): ViewParts {
  const name = typedArrayName(view) ?? 'DataView';
  const kind = kinds.indexOf(name as (typeof kinds)[number]);
  if (kind < 0) throw cloneError(`a ${name} cannot be sent to another process`);
  const of = name === 'DataView' ? dataView : typedArray;
  const buffer = of.buffer(view);
  const length = isResizable(buffer) && isTracking(view) ? undefined : of.length(view);
  return { kind, offset: of.offset(view), length, buffer };
}

/** Returns a view made from its parts. */
export function viewOf({ kind, offset, length, buffer }: ViewParts): NodeJS.ArrayBufferView {
  const name = kinds[kind];
  const View = (globalThis as unknown as Record<string, ViewConstructor | undefined>)[name ?? ''];
  if (View === undefined) throw cloneError(`this process has no ${name ?? 'view of this kind'}`);
  return length === undefined ? new View(buffer, offset) : new View(buffer, offset, length);
}

export function isView(value: object): value is NodeJS.ArrayBufferView {
  return ArrayBuffer.isView(value);
}

/** Returns true for memory shared with threads, of any realm. */
export function isShared(buffer: object): buffer is SharedArrayBuffer {
  return !(buffer instanceof ArrayBuffer) && Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** Returns true for one of Node's Buffers, unless it only inherits from that class. */
export function isBuffer(view: NodeJS.ArrayBufferView): view is Buffer {
  return view instanceof Buffer && typedArrayName(view) === 'Uint8Array';
}

export function cloneError(message: string): Error {
  return new DOMException(message, 'DataCloneError') as unknown as Error;
}

type ViewConstructor = new (
  buffer: ArrayBuffer | SharedArrayBuffer,
  offset: number,
  length?: number,
) => NodeJS.ArrayBufferView;

function getter<R>(prototype: object, name: string | symbol): (view: object) => R {
  const property = Object.getOwnPropertyDescriptor(prototype, name) as { get(this: object): R };
  return (view) => property.get.call(view);
}

const typedArrays = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayName = getter<string | undefined>(typedArrays, Symbol.toStringTag);

const typedArray = {
  buffer: getter<ArrayBuffer | SharedArrayBuffer>(typedArrays, 'buffer'),
  offset: getter<number>(typedArrays, 'byteOffset'),
  length: getter<number>(typedArrays, 'length'),
};
const dataView = {
  buffer: getter<ArrayBuffer | SharedArrayBuffer>(DataView.prototype, 'buffer'),
  offset: getter<number>(DataView.prototype, 'byteOffset'),
  length: getter<number>(DataView.prototype, 'byteLength'),
};

/** An ArrayBuffer that can change its size; not every Node has them. */
interface Resizable {
  readonly resizable?: boolean;
  readonly maxByteLength: number;
  resize(length: number): void;
}

function isResizable(buffer: ArrayBuffer | SharedArrayBuffer): boolean {
  return (buffer as unknown as Resizable).resizable === true;
}

/**
 * Returns true if the view tracks the length of its buffer. No property shows that, so the buffer of a copy is resized.
 * Throws what the platform throws for a view that is out of its buffer's bounds.
 */
function isTracking(view: NodeJS.ArrayBufferView): boolean {
  const copy = structuredClone(view);
  const buffer = copy.buffer as unknown as Resizable & ArrayBuffer;
  const { byteLength, byteOffset } = copy;
  if (buffer.byteLength < buffer.maxByteLength) {
    buffer.resize(buffer.maxByteLength);
    return copy.byteLength !== byteLength;
  }
  buffer.resize(byteOffset);
  return byteLength > 0 && !isOutOfBounds(copy);
}

function isOutOfBounds(view: NodeJS.ArrayBufferView): boolean {
  try {
    new DataView(view.buffer, view.byteOffset);
    if (view instanceof DataView) return view.byteLength < 0;
    (view as Uint8Array).keys();
    return false;
  } catch {
    return true;
  }
}
