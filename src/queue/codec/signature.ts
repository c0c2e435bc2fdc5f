import { createHmac, timingSafeEqual } from 'node:crypto';
import { field, type Json } from './Json.js';

/**
 * Proves that a message is of someone who knows the secret, and meant for this job: whoever has only Redis can neither
 * forge a job nor a result, nor pass one off as another's.
 */
export class Signer {
  readonly #secret: string | undefined;

  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  /** The message with its signature; as it is, without a secret. */
  sign(about: string, message: { readonly [name: string]: Json | undefined }): Json {
    if (this.#secret === undefined) return message;
    return { ...message, s: mac(this.#secret, about, message) };
  }

  /** Whether the message is signed as it should be; anything is, without a secret. */
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
