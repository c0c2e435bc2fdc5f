import type { InputLine } from '../streams/InputPort.js';
import type { End } from '../streams/StreamReceiver.js';

/** A way to an operator that may not run yet: until there is one, values are only kept. */
export class LateLine implements InputLine {
  readonly #keep: (value: unknown) => unknown;
  #line: InputLine | undefined;

  constructor(keep: (value: unknown) => unknown) {
    this.#keep = keep;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  connect(line: InputLine): void {
    this.#line = line;
  }

  copy(value: unknown): unknown {
    return this.#connectedLine.copy(value);
  }

  keep(value: unknown): unknown {
    return this.#line === undefined ? this.#keep(value) : this.#line.keep(value);
  }

  send(first: number, values: readonly unknown[]): void {
    this.#connectedLine.send(first, values);
  }

  end(end: End): void {
    this.#connectedLine.end(end);
  }

  /** Nothing is sent without credits, and those come with the line. */
  get #connectedLine(): InputLine {
    return this.#line as InputLine;
  }
}
