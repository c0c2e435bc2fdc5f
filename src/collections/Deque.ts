/**
 * A double-ended queue in a circular array whose length is a power of two: constant cost at both ends, however many
 * items it holds.
 */
export class Deque<T> {
  #slots: (T | undefined)[] = new Array<T | undefined>(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  first(): T {
    return this.#slots[this.#head] as T;
  }

  push(item: T): void {
    this.#growIfFull();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length += 1;
  }

  unshift(item: T): void {
    this.#growIfFull();
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = item;
    this.#length += 1;
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    return item;
  }

  /** Returns the last item that matches. */
  findLast(wanted: (item: T) => boolean): T | undefined {
    for (let i = this.#length - 1; i >= 0; i--) {
      const item = this.#slots[(this.#head + i) & (this.#slots.length - 1)] as T;
      if (wanted(item)) return item;
    }
    return undefined;
  }

  /** Drops the items that do not match, and shrinks the array. */
  retain(wanted: (item: T) => boolean): void {
    const kept = [...this].filter(wanted);
    this.#slots = new Array<T | undefined>(powerOfTwo(kept.length));
    this.#head = 0;
    this.#length = 0;
    for (const item of kept) this.push(item);
  }

  clear(): void {
    this.#slots = new Array<T | undefined>(16);
    this.#head = 0;
    this.#length = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.#length; i++) yield this.#slots[(this.#head + i) & (this.#slots.length - 1)] as T;
  }

  #growIfFull(): void {
    const { length } = this.#slots;
    if (this.#length < length) return;
    const larger = new Array<T | undefined>(length * 2);
    for (let i = 0; i < length; i++) larger[i] = this.#slots[(this.#head + i) & (length - 1)];
    this.#slots = larger;
    this.#head = 0;
  }
}

function powerOfTwo(least: number): number {
  let length = 16;
  while (length < least) length *= 2;
  return length;
}
