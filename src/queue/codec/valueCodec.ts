import { decodeValue, encodeValue } from '../../protocol/node/processCodec.js';
import { field, type Json } from './Json.js';
import { isJsonExact } from './jsonExact.js';

/** An encoded value: as JSON if JSON represents it exactly, else as the bytes of a structured clone. */
export type Coded = {
  /** `'j'`: `d` is the value; `'s'`: `d` is its bytes in base64. */
  readonly c: 'j' | 's';
  readonly d: Json;
};

/** Encodes a value. Throws the platform's error for one that cannot be cloned. */
export function encode(value: unknown): Coded {
  if (isJsonExact(value)) return { c: 'j', d: value as Json };
  const bytes = encodeValue(value);
  return { c: 's', d: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
}

/** Returns the number of characters of a message's encoded value; 0 when it has none. */
export function sizeOf(message: unknown): number {
  const data = field(message, 'd');
  return typeof data === 'string' ? data.length : data === undefined ? 0 : JSON.stringify(data).length;
}

/** Decodes a value. Throws when it is malformed; never runs code that it contains. */
export function decode(coded: unknown): unknown {
  const form = field(coded, 'c');
  const data = field(coded, 'd');
  if (form === 'j' && data !== undefined) return data;
  if (form === 's' && typeof data === 'string') return decodeValue(Buffer.from(data, 'base64'));
  throw new TypeError('malformed encoded value');
}
