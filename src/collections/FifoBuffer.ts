/**
 * A first-in, first-out buffer for values that arrive and leave in large numbers; the consumed front is cut off now and
 * then.
 */
export class FifoBuffer {
  #values: unknown[] = [];
  #front = 0;

  get length(): number {
    return this.#values.length - this.#front;
  }

  push(value: unknown): void {
    this.#values.push(value);
  }

  pushAll(values: ArrayLike<unknown>): void {
    for (let i = 0; i < values.length; i++) this.#values.push(values[i]);
  }

  /** Puts values before those in the buffer: the given ones from index `from` on. */
  putBack(values: ArrayLike<unknown>, from: number): void {
    const later = this.takeAll();
    for (let i = from; i < values.length; i++) this.#values.push(values[i]);
    for (const value of later) this.#values.push(value);
  }

  shift(): unknown {
    const value = this.#values[this.#front];
    this.#values[this.#front] = undefined;
    this.#front += 1;
    if (this.#front >= 1024 && this.#front * 2 >= this.#values.length) this.#cut();
    else if (this.#front === this.#values.length) this.clear();
    return value;
  }

  clear(): void {
    this.#values = [];
    this.#front = 0;
  }

  /** Removes and returns all values. */
  takeAll(): unknown[] {
    const values = this.#values.slice(this.#front);
    this.clear();
    return values;
  }

  #cut(): void {
    this.#values = this.#values.slice(this.#front);
    this.#front = 0;
  }
}
