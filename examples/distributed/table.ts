import type { Said } from './Children.js';

/** One row of the live table. */
export interface Row {
  readonly queued: number;
  readonly running: number;
  readonly finished: number;
  readonly failed: number;
  readonly byWorker: Readonly<Record<string, number>>;
}

/** Shows the progress of the queue: one line, rewritten on a terminal, and printed at intervals elsewhere. */
export class Table {
  readonly #out: NodeJS.WriteStream;
  readonly #began = performance.now();
  #shown = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(row: Said & Row): void {
    const now = performance.now();
    const text = lineOf(row, (row.finished * 1000) / (now - this.#began));
    if (this.#out.isTTY) this.#out.write(`\r\x1b[K${text}`);
    else if (now - this.#shown > 500) this.#out.write(`${text}\n`);
    else return;
    this.#shown = now;
  }

  /** Prints an event on a separate line. */
  note(text: string): void {
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }
}

function lineOf({ queued, running, finished, failed, byWorker }: Row, rate: number): string {
  const workers = Object.entries(byWorker)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, done]) => `${name}: ${done}`);
  const counts = `queued ${queued}  running ${running}  done ${finished}${failed > 0 ? `  failed ${failed}` : ''}`;
  return `  ${counts}  (${workers.join(', ') || 'nobody yet'})  ${Math.round(rate)} files/s`;
}
