import { isObject } from './isObject.js';

/** A value with more parts than this is not searched: it gets a message to itself. */
const mostParts = 1000;
/** An array longer than this is not searched either: it may be nearly all holes. */
const longest = 2 ** 24;

/**
 * Keeps tasks that share a message from sharing objects. One clone of a message preserves identities, so an array
 * passed to two tasks would arrive as one array, and the second task would see what the first does to it. A task that
 * refers to an object of the message has to wait for the next message.
 */
export class SharedReferenceGuard {
  readonly #owners = new Map<object, number>();
  #owner = 0;
  #left = 0;

  /** Returns true if the value may join the message. If not, the caller sends the message and calls {@link clear}. */
  admit(value: unknown): boolean {
    if (!isObject(value)) return true;
    this.#owner += 1;
    this.#left = mostParts;
    try {
      return this.#claim(value);
    } catch {
      return false; // a getter or a Proxy of the caller throws, and will throw again when the value is sent
    }
  }

  /** Forgets all parts: a new message starts. */
  clear(): void {
    this.#owners.clear();
  }

  #claim(value: object): boolean {
    const owner = this.#owners.get(value);
    if (owner !== undefined) return owner === this.#owner;
    this.#owners.set(value, this.#owner);
    this.#left -= 1;
    if (this.#left < 0) return false;
    if (ArrayBuffer.isView(value)) return this.#claim(value.buffer);
    return this.#claimParts(value);
  }

  #claimParts(value: object): boolean {
    if (value instanceof Map) return this.#claimAll(value.keys()) && this.#claimAll(value.values());
    if (Array.isArray(value) && value.length > longest) return false;
    if (value instanceof Set || Array.isArray(value)) return this.#claimAll(value);
    for (const name in value) {
      const part = (value as Record<string, unknown>)[name];
      if (isObject(part) && !this.#claim(part)) return false;
    }
    return true;
  }

  #claimAll(parts: Iterable<unknown>): boolean {
    for (const part of parts) if (isObject(part) && !this.#claim(part)) return false;
    return true;
  }
}

/** Returns true if the value has so many parts that it gets a message to itself. */
export function isLarge(value: unknown): boolean {
  return !new SharedReferenceGuard().admit(value);
}
