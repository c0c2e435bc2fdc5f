/** Rounds that a pool may take to come into its stride. */
const rounds = 3;

/** Watches numbers that must not grow from round to round. */
export class Growth {
  #first = new Map();
  #round = 0;

  /** What has grown beyond its allowance, in words. */
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
