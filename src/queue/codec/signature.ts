import { createHmac, timingSafeEqual } from 'node:crypto';
import { field, type Json } from './Json.js';

/**
 * Signs messages with the shared secret, each for one job: with access to Redis alone a job or a result can neither be
 * forged nor passed off as that of another job.
 */
export class Signer {
  readonly #secret: string | undefined;

  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  /** Returns the message with its signature; unchanged without a secret. */
  sign(about: string, message: { readonly [name: string]: Json | undefined }): Json {
    if (this.#secret === undefined) return message;
    return { ...message, s: mac(this.#secret, about, message) };
  }

  /** Returns true if the signature is valid, and always without a secret. */
  verify(about: string, message: Json): boolean {
    if (this.#secret === undefined) return true;
    const signature = field(message, 's');
    if (typeof signature !== 'string') return false;
    const { s: _, ...rest } = message as { readonly [name: string]: Json };
    const expected = Buffer.from(mac(this.#secret, about, rest));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function mac(secret: string, about: string, message: Json): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([about, message]))
    .digest('base64');
}
