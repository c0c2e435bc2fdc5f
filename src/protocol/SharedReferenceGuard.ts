/** A value with more parts than this is not searched: it travels alone. */
const mostParts = 1000;
/** Nor is an array longer than this: it may be nearly all holes. */
const longest = 2 ** 24;

/**
 * Keeps tasks that share a message from sharing objects. One clone of a message keeps identities, so an array given to
 * two tasks would arrive as one array, and what the first task sorts the second would see. What refers to an object
 * that is in the message already has to wait for the next.
 */
export class SharedReferenceGuard {
  readonly #owners = new Map<object, number>();
  #owner = 0;
  #left = 0;

  /** Whether the value may join the message. When not, the message is to be sent and these parts forgotten. */
  admit(value: unknown): boolean {
    if (!isObject(value)) return true;
    this.#owner += 1;
    this.#left = mostParts;
    try {
      return this.#claim(value);
    } catch {
      return false; // a getter or a proxy of the user's throws, and will do so when the value is sent
    }
  }

  /** A new message begins. */
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

/** Whether the value has so many parts that it travels alone. */
export function isLarge(value: unknown): boolean {
  return !new SharedReferenceGuard().admit(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
