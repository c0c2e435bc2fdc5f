import { decodeValue, encodeValue } from '../../protocol/node/processCodec.js';
import { field, type Json } from './Json.js';
import { isJsonExact } from './jsonExact.js';

/** A value on its way: as JSON where JSON says exactly that, else as the bytes of a structured clone. */
export type Coded = {
  /** `'j'`: `d` is the value; `'s'`: `d` is its bytes in base64. */
  readonly c: 'j' | 's';
  readonly d: Json;
};

/** Throws what the platform throws for a value that cannot cross. */
export function encode(value: unknown): Coded {
  if (isJsonExact(value)) return { c: 'j', d: value as Json };
  const bytes = encodeValue(value);
  return { c: 's', d: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
}

/** Characters of what is encoded in a message; 0 for what is none. */
export function sizeOf(message: unknown): number {
  const data = field(message, 'd');
  return typeof data === 'string' ? data.length : data === undefined ? 0 : JSON.stringify(data).length;
}

/** The value again. Throws for what is not of this form; runs nothing of what it reads. */
export function decode(coded: unknown): unknown {
  const form = field(coded, 'c');
  const data = field(coded, 'd');
  if (form === 'j' && data !== undefined) return data;
  if (form === 's' && typeof data === 'string') return decodeValue(Buffer.from(data, 'base64'));
  throw new TypeError('this is no encoded value');
}
