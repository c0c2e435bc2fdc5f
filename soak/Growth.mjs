/** Rounds of warm-up. */
const rounds = 3;

/** Watches numbers that must not grow from round to round. */
export class Growth {
  #first = new Map();
  #round = 0;

  /** Describes the numbers that have grown beyond their limits. */
  check(numbers) {
    this.#round += 1;
    if (this.#round <= rounds) {
      for (const [name, { now }] of Object.entries(numbers)) {
        this.#first.set(name, Math.max(this.#first.get(name) ?? 0, now));
      }
      return [];
    }
    return Object.entries(numbers)
      .filter(([name, { now, allowance }]) => now > this.#first.get(name) + allowance)
      .map(([name, { now }]) => `${name} grew from ${this.#first.get(name)} to ${now}`);
  }
}
