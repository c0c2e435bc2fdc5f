import { CancelledError, type ExecutorStats } from 'rx-futures';
import type { FileFacts } from './file.js';
import { reasonOf } from './reason.js';

export interface Problem {
  readonly path: string;
  readonly reason: string;
}

const slowestKept = 10;
const problemsKept = 20;

/** The sums of a run. It grows with nothing: of the files only the slowest ten are kept, of the problems the first. */
export class Tally {
  files = 0;
  bytes = 0;
  compressed = 0;
  lines = 0;
  bad = 0;
  cancelled = 0;
  /** How many tasks were running when the run was interrupted. */
  aborted = 0;
  workers = 0;
  milliseconds = 0;
  /** The longest time for which the host's event loop was blocked, in milliseconds. */
  blocked = 0;
  readonly slowest: FileFacts[] = [];
  readonly problems: Problem[] = [];
  /** All hashes as one, whatever their order: two runs over the same files must agree on it. */
  readonly fingerprint = new Uint8Array(32);

  add(facts: FileFacts): void {
    this.files += 1;
    this.bytes += facts.bytes;
    this.compressed += facts.compressed;
    this.lines += facts.lines;
    for (const [i, byte] of facts.sha256.entries()) this.fingerprint[i]! ^= byte;
    this.#keepIfSlow(facts);
  }

  failed(path: string, error: unknown): void {
    if (error instanceof CancelledError) this.cancelled += 1;
    else this.problem(path, error);
  }

  problem(path: string, error: unknown): void {
    this.bad += 1;
    if (this.problems.length < problemsKept) this.problems.push({ path, reason: reasonOf(error) });
  }

  interruptedAt({ running }: ExecutorStats): void {
    this.aborted = running;
  }

  #keepIfSlow(facts: FileFacts): void {
    const fastest = this.slowest.at(-1)?.milliseconds ?? 0;
    if (this.slowest.length === slowestKept && facts.milliseconds <= fastest) return;
    this.slowest.push(facts);
    this.slowest.sort((a, b) => b.milliseconds - a.milliseconds);
    this.slowest.length = Math.min(this.slowest.length, slowestKept);
  }
}
