import cliProgress from 'cli-progress';
import { size } from './report.js';
import type { Tally } from './Tally.js';
import { walk } from './walk.js';

const bar = ' {bar} {percentage}%';
const numbers = ' {value}/{total} files | {rate} files/s | {read} | ETA {eta_formatted}';

/** Shows the progress of the run: a bar on a terminal, otherwise (a log, a pipe) a plain line at intervals. */
export class Progress {
  readonly #started = performance.now();
  readonly #bar: cliProgress.SingleBar;
  readonly #counted: Promise<void>;
  #stopped = false;

  constructor(root: string) {
    const format = process.stderr.isTTY ? `${bar} |${numbers}` : numbers;
    const options = { format, barsize: 24, hideCursor: true, clearOnComplete: true, etaBuffer: 500, formatTime };
    this.#bar = new cliProgress.SingleBar(
      { ...options, noTTYOutput: true, notTTYSchedule: 2000 },
      cliProgress.Presets.shades_classic,
    );
    this.#bar.start(0, 0, { rate: 0, read: size(0) });
    this.#counted = this.#count(root);
  }

  show(tally: Tally): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const rate = Math.round(tally.files / seconds);
    this.#bar.update(tally.files + tally.bad, { rate, read: size(tally.bytes) });
  }

  /** May be called again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#bar.stop();
    await this.#counted;
  }

  /** Counts the files concurrently, so that the remaining time can be estimated without a list of them. */
  async #count(root: string): Promise<void> {
    let total = 0;
    const toldByTheRun = (): void => undefined;
    for await (const _ of walk(root, toldByTheRun)) {
      total += 1;
      if (this.#stopped) return;
      if (total % 100 === 0) this.#bar.setTotal(total);
    }
    this.#bar.setTotal(total);
  }
}

/** Formats the remaining seconds: a number, or a word while they are unknown. */
function formatTime(seconds: number | string): string {
  if (typeof seconds === 'string') return '?';
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.round(seconds % 60)}s`;
}
