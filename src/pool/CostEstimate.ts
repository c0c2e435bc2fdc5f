/**
 * A running estimate of what a call costs: each new cost is averaged with the estimate so far. That follows changes, and
 * damps outliers.
 */
export class CostEstimate {
  #milliseconds: number | undefined;

  /** The estimate; `undefined` before the first call has ended. */
  get milliseconds(): number | undefined {
    return this.#milliseconds;
  }

  add(cost: number): void {
    this.#milliseconds = this.#milliseconds === undefined ? cost : (this.#milliseconds + cost) / 2;
  }
}
