import { Deserializer, Serializer } from 'node:v8';
import type { HostMessage } from '../messages/HostMessage.js';
import { hostFromWire, hostToWire } from '../messages/HostMessage.js';
import type { WorkerMessage } from '../messages/WorkerMessage.js';
import { checkedFromWire, workerToWire } from '../messages/WorkerMessage.js';
import { cloneError, isBuffer, isShared, isView, partsOfView, viewOf } from './views.js';

/**
 * The form of a message between processes: bytes with a mark, inside the message of Node's IPC channel. Node decodes
 * what arrives where no error can be caught, so a single value that cannot be decoded (a `WebAssembly.Module`, a
 * nesting too deep) would end the process that receives it; bytes can always be decoded. Node's channel also turns
 * unknown objects into `{}`.
 *
 * Values arrive as from a structured clone, except that a `Buffer` stays one, and nothing is shared.
 */
const mark = Buffer.from('rx-futures 1\n');

export function encodeHostMessage(message: HostMessage): Uint8Array {
  return encode(hostToWire(message), mark);
}

export function encodeWorkerMessage(message: WorkerMessage): Uint8Array {
  return encode(workerToWire(message), mark);
}

/**
 * Returns the worker's message; `undefined` if the data is not a message of this package. Throws when it cannot be
 * decoded.
 */
export function decodeWorkerMessage(received: unknown): WorkerMessage | undefined {
  return isMarked(received) ? checkedFromWire(decode(received, mark.length)) : undefined;
}

/**
 * Returns the host's message; `undefined` if the data is not a message of this package. Throws when it cannot be
 * decoded.
 */
export function decodeHostMessage(received: unknown): HostMessage | undefined {
  return isMarked(received) ? hostFromWire(decode(received, mark.length)) : undefined;
}

/** Returns what arrives in another process when the value is sent there. Throws when it cannot be sent. */
export function cloneAcross(value: unknown): unknown {
  return decode(encode(value, none), 0);
}

/** Returns a single value as bytes. Throws when it cannot be sent. */
export function encodeValue(value: unknown): Uint8Array {
  return encode(value, none);
}

/** Returns the value from its bytes. Throws when the bytes were not made by {@link encodeValue}. */
export function decodeValue(bytes: Uint8Array): unknown {
  return decode(bytes, 0);
}

const none = new Uint8Array();

function isMarked(received: unknown): received is Uint8Array {
  return (
    received instanceof Uint8Array &&
    received.length > mark.length &&
    mark.equals(new Uint8Array(received.buffer, received.byteOffset, mark.length))
  );
}

/**
 * Greatest number of bytes in a message. Node's channel counts them in 31 bits, and a longer message ends the process
 * that receives it.
 */
const mostBytes = 2 ** 31 - 4096;

function encode(value: unknown, start: Uint8Array): Uint8Array {
  const writer = new ValueWriter();
  writer.writeRawBytes(start);
  writer.writeHeader();
  writer.writeValue(value);
  return writer.finish();
}

function decode(bytes: Uint8Array, start: number): unknown {
  const reader = new ValueReader(start === 0 ? bytes : bytes.subarray(start));
  reader.readHeader();
  return reader.readValue();
}

/** In place of a view's kind: the bytes of a `Buffer` follow. */
const bufferKind = 255;
/** In place of a view's length: the view tracks the length of its buffer. */
const tracking = 2 ** 32 - 1;

/** Methods that Node's types omit: those that V8 calls, and one that makes it call them for views. */
interface HostObjects {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
}

class ValueWriter extends Serializer {
  constructor() {
    super();
    (this as unknown as HostObjects)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Returns the bytes; throws if they are too many for the channel. */
  finish(): Uint8Array {
    let bytes: Uint8Array;
    try {
      bytes = this.releaseBuffer();
    } catch {
      throw tooLarge(); // more than a Buffer can hold
    }
    if (bytes.length > mostBytes) throw tooLarge();
    return bytes;
  }

  /** Called by V8 for views, and for objects that only Node can clone. */
  _writeHostObject(object: object): void {
    if (!isView(object)) throw cloneError(`a ${kindOf(object)} cannot leave its process`);
    if (isBuffer(object)) return this.#writeBuffer(object);
    const { kind, offset, length, buffer } = partsOfView(object);
    checkSize(buffer.byteLength);
    this.writeUint32(kind);
    this.writeUint32(offset);
    this.writeUint32(length ?? tracking);
    this.writeValue(buffer);
  }

  /** Writes a Buffer's own bytes only: it is mostly a slice of memory that it shares with others. */
  #writeBuffer(buffer: Buffer): void {
    if (isShared(buffer.buffer)) throw this._getSharedArrayBufferId();
    checkSize(buffer.length);
    this.writeUint32(bufferKind);
    this.writeUint32(buffer.length);
    this.writeRawBytes(buffer);
  }

  _getDataCloneError(message: string): Error {
    return message.includes('out of memory') ? tooLarge() : cloneError(message);
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
    const buffer = this.readValue() as ArrayBuffer;
    return viewOf({ kind, offset, length: length === tracking ? undefined : length, buffer });
  }
}

/** Returns the name of the object's class; reading it may run the user's code, so errors are caught. */
function kindOf(object: object): string {
  try {
    return String(object.constructor.name);
  } catch {
    return 'native object';
  }
}

/** Throws for memory that is too large by itself, before any is allocated for a copy. */
function checkSize(bytes: number): void {
  if (bytes > mostBytes) throw tooLarge();
}

function tooLarge(): Error {
  const message = `a message to or from a process takes ${mostBytes} bytes at the most. Send it in parts, or as a file`;
  return new DOMException(message, 'QuotaExceededError') as unknown as Error;
}
