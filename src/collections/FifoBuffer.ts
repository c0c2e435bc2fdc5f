/** Values that wait, first in, first out. They come and go many at once; the front is cut off now and then. */
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

  /** Values that come before those that wait, from the one at that place on. */
  putBack(values: ArrayLike<unknown>, from: number): void {
    const later = this.#values.slice(this.#front);
    this.clear();
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

  #cut(): void {
    this.#values = this.#values.slice(this.#front);
    this.#front = 0;
  }
}
