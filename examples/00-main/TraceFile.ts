import { writeFileSync } from 'node:fs';
import type { Executor } from 'rx-futures';
import { type Recording, recordTimeline, summarize, summaryText, toHtml, toTraceEvents } from 'rx-futures/trace';

/** The timeline of a run in a file: a page for a browser, or the Trace Event Format for a viewer. */
export class TraceFile {
  readonly #file: string;
  #recording: Recording | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  record(pool: Executor): void {
    this.#recording = recordTimeline(pool);
  }

  /** Writes the file; gives the summary, and where the rest is. */
  write(title: string): string {
    const timeline = this.#recording?.timeline();
    if (timeline === undefined) return 'Nothing was recorded.';
    const json = this.#file.endsWith('.json');
    writeFileSync(this.#file, json ? JSON.stringify(toTraceEvents(timeline)) : toHtml(timeline, { title }));
    const where = json ? 'open it in https://ui.perfetto.dev' : 'open it in a browser';
    return `${summaryText(summarize(timeline))}\n\nThe timeline is in ${this.#file}: ${where}.`;
  }
}
