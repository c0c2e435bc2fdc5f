import type { InputPort, StreamEnd } from '../ports.js';

/** A port to an operator that may not run yet: until it is connected, it only keeps values. */
export class LateInputPort implements InputPort {
  readonly #keep: (value: unknown) => unknown;
  #port: InputPort | undefined;

  constructor(keep: (value: unknown) => unknown) {
    this.#keep = keep;
  }

  get connected(): boolean {
    return this.#port !== undefined;
  }

  connect(port: InputPort): void {
    this.#port = port;
  }

  copy(value: unknown): unknown {
    return this.#connectedPort.copy(value);
  }

  keep(value: unknown): unknown {
    return this.#port === undefined ? this.#keep(value) : this.#port.keep(value);
  }

  send(first: number, values: readonly unknown[]): void {
    this.#connectedPort.send(first, values);
  }

  end(end: StreamEnd): void {
    this.#connectedPort.end(end);
  }

  /** Always connected when called: nothing is sent without demand, and that comes with the connection. */
  get #connectedPort(): InputPort {
    return this.#port as InputPort;
  }
}
