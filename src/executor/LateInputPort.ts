import type { InputPort } from '../streams/InputPort.js';
import type { End } from '../streams/StreamReceiver.js';

/** A port to an operator that may not run yet: until it is connected, it only keeps values. */
export class LateInputPort implements InputPort {
  readonly #keep: (value: unknown) => unknown;
  #line: InputPort | undefined;

  constructor(keep: (value: unknown) => unknown) {
    this.#keep = keep;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  connect(line: InputPort): void {
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

  /** Always connected when called: nothing is sent without credits, and those come with the connection. */
  get #connectedLine(): InputPort {
    return this.#line as InputPort;
  }
}
