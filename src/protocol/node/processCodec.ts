import { Deserializer, Serializer } from 'node:v8';
import { hostFromWire, hostToWire } from '../hostWire.js';
import type { HostMessage, WorkerMessage } from '../messages.js';
import { workerFromWire, workerToWire } from '../workerWire.js';

/**
 * The form of a message between processes: bytes of our own inside the message of Node's channel. Node decodes what
 * comes where nobody can catch the error, and so a single value that will not decode (a `WebAssembly.Module`, a nesting
 * too deep) would end the program that receives it; bytes always decode. It also turns what it does not know into `{}`.
 *
 * Values arrive as they do from a structured clone, except that a `Buffer` stays one, and nothing is shared.
 */
const mark = Buffer.from('rx-futures 1\n');

export function encodeHostMessage(message: HostMessage): Uint8Array {
  return encode(hostToWire(message), mark);
}

export function encodeWorkerMessage(message: WorkerMessage): Uint8Array {
  return encode(workerToWire(message), mark);
}

/** The worker's message; `undefined` when it is not one of ours. Throws when it cannot be decoded. */
export function decodeWorkerMessage(received: unknown): WorkerMessage | undefined {
  return isOurs(received) ? workerFromWire(decode(received, mark.length)) : undefined;
}

/** The host's message; `undefined` when it is not one of ours. Throws when it cannot be decoded. */
export function decodeHostMessage(received: unknown): HostMessage | undefined {
  return isOurs(received) ? hostFromWire(decode(received, mark.length)) : undefined;
}

/** What arrives in another process when the value is sent there. Throws when it cannot cross. */
export function cloneAcross(value: unknown): unknown {
  return decode(encode(value, none), 0);
}

/** A value as bytes, by itself. Throws when it cannot cross. */
export function encodeValue(value: unknown): Uint8Array {
  return encode(value, none);
}

/** The value again. Throws when the bytes are none of {@link encodeValue}. */
export function decodeValue(bytes: Uint8Array): unknown {
  return decode(bytes, 0);
}

const none = new Uint8Array();

function isOurs(received: unknown): received is Uint8Array {
  return (
    received instanceof Uint8Array &&
    received.length > mark.length &&
    mark.equals(new Uint8Array(received.buffer, received.byteOffset, mark.length))
  );
}

function encode(value: unknown, start: Uint8Array): Uint8Array {
  const writer = new ValueWriter();
  writer.writeRawBytes(start);
  writer.writeHeader();
  writer.writeValue(value);
  return writer.releaseBuffer();
}

function decode(bytes: Uint8Array, start: number): unknown {
  const reader = new ValueReader(start === 0 ? bytes : bytes.subarray(start));
  reader.readHeader();
  return reader.readValue();
}

/** Where each kind of view stands in the messages; the last one is `Buffer`. */
const views = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
] as const;
const bufferKind = views.length;

/** What the types of Node leave out: the methods that V8 calls, and one that tells it to call them for views. */
interface HostObjects {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
}

class ValueWriter extends Serializer {
  constructor() {
    super();
    (this as unknown as HostObjects)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Called for views, and for what only Node knows how to clone. */
  _writeHostObject(object: object): void {
    if (!ArrayBuffer.isView(object)) throw cloneError(`a ${object.constructor.name} exists in one process only`);
    if (Buffer.isBuffer(object)) return this.#writeBuffer(object);
    this.writeUint32(views.findIndex((View) => object instanceof View));
    this.writeUint32(object.byteOffset);
    this.writeUint32(object instanceof DataView ? object.byteLength : (object as Uint8Array).length);
    this.writeValue(object.buffer);
  }

  /** A Buffer is mostly a slice of memory that it shares with others: only its own bytes go. */
  #writeBuffer(buffer: Buffer): void {
    if (!(buffer.buffer instanceof ArrayBuffer)) throw this._getSharedArrayBufferId();
    this.writeUint32(bufferKind);
    this.writeUint32(buffer.length);
    this.writeRawBytes(buffer);
  }

  _getDataCloneError(message: string): Error {
    return cloneError(message);
  }

  _getSharedArrayBufferId(): never {
    throw cloneError('memory cannot be shared with another process');
  }
}

class ValueReader extends Deserializer {
  _readHostObject(): NodeJS.ArrayBufferView {
    const kind = this.readUint32();
    if (kind === bufferKind) return Buffer.from(this.readRawBytes(this.readUint32()));
    const offset = this.readUint32();
    const length = this.readUint32();
    const View = views[kind] as typeof Uint8Array;
    return new View(this.readValue() as ArrayBuffer, offset, length);
  }
}

function cloneError(message: string): Error {
  return new DOMException(message, 'DataCloneError') as unknown as Error;
}
