/** Milliseconds of work that a chunk of `map` is to hold: little enough to be shared out fairly. */
const target = 20;
const mostCalls = 1000;
const mostBytes = 256 * 1024;
/** How much larger than the last one a chunk may be. */
const growth = 8;

interface Estimate {
  size: number;
  milliseconds: number;
  bytes: number;
}

/** How many calls of a task to put into one job: as many as take a moment, learned from those that came back. */
export class ChunkSizes {
  readonly #tasks = new Map<string, Estimate>();

  of(task: string): number {
    return this.#tasks.get(task)?.size ?? 1;
  }

  /** So many calls took so long, and so much room. */
  learn(task: string, calls: number, spent: number, bytes: number): void {
    const known = this.#tasks.get(task);
    const milliseconds = spent / calls;
    const estimate = known ?? { size: 1, milliseconds, bytes: bytes / calls };
    estimate.milliseconds += (milliseconds - estimate.milliseconds) / 4;
    estimate.bytes += (bytes / calls - estimate.bytes) / 4;
    const wanted = Math.min(
      target / estimate.milliseconds,
      mostBytes / estimate.bytes,
      mostCalls,
      estimate.size * growth,
    );
    estimate.size = Math.max(1, Math.floor(wanted));
    this.#tasks.set(task, estimate);
  }
}
