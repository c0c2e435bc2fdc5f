/** Milliseconds of work that a chunk of `map` should hold: short, so that servers share the work evenly. */
const target = 20;
const mostCalls = 1000;
const mostBytes = 256 * 1024;
/** Greatest factor by which a chunk may be larger than the one before. */
const growth = 8;

interface Estimate {
  size: number;
  milliseconds: number;
  bytes: number;
}

/** Computes how many calls of a task to put into one job, from the durations and sizes of earlier jobs. */
export class ChunkSizes {
  readonly #tasks = new Map<string, Estimate>();

  of(task: string): number {
    return this.#tasks.get(task)?.size ?? 1;
  }

  /** Records the duration and the payload size of a job. */
  learn(task: string, calls: number, duration: number, bytes: number): void {
    const known = this.#tasks.get(task);
    const milliseconds = duration / calls;
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
