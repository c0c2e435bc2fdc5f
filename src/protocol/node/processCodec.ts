import { Deserializer, Serializer } from 'node:v8';
import { hostFromWire, hostToWire } from '../hostWire.js';
import type { HostMessage, WorkerMessage } from '../messages.js';
import { workerFromWire, workerToWire } from '../workerWire.js';
import { cloneError, isBuffer, isShared, isView, partsOfView, viewOf } from './views.js';

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

/**
 * Most bytes of a message. Node's channel counts them in 31 bits, and a message beyond that ends the process which receives
 * it.
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

/** Stands where the kind of a view would: what follows are the bytes of a `Buffer`. */
const bufferKind = 255;
/** Stands where the length of a view would: it is as long as its buffer allows. */
const tracking = 2 ** 32 - 1;

/** What the types of Node leave out: the methods that V8 calls, and one that tells it to call them for views. */
interface HostObjects {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
}

class ValueWriter extends Serializer {
  constructor() {
    super();
    (this as unknown as HostObjects)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** The bytes, unless they are too many for the channel. */
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

  /** Called for views, and for what only Node knows how to clone. */
  _writeHostObject(object: object): void {
    if (!isView(object)) throw cloneError(`a ${kindOf(object)} exists in one process only`);
    if (isBuffer(object)) return this.#writeBuffer(object);
    const { kind, offset, length, buffer } = partsOfView(object);
    checkSize(buffer.byteLength);
    this.writeUint32(kind);
    this.writeUint32(offset);
    this.writeUint32(length ?? tracking);
    this.writeValue(buffer);
  }

  /** A Buffer is mostly a slice of memory that it shares with others: only its own bytes go. */
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

/** The object's class in words; whatever it says of itself may be a trap. */
function kindOf(object: object): string {
  try {
    return String(object.constructor.name);
  } catch {
    return 'native object';
  }
}

/** Refuses memory that is too large by itself before any is taken for a copy. */
function checkSize(bytes: number): void {
  if (bytes > mostBytes) throw tooLarge();
}

function tooLarge(): Error {
  const message = `a message to or from a process takes ${mostBytes} bytes at the most. Send it in parts, or as a file`;
  return new DOMException(message, 'QuotaExceededError') as unknown as Error;
}
