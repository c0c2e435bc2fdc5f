import type { ProducerPort } from '../ports.js';
import { OperatorInput, type OperatorInputOptions } from './OperatorInput.js';

/**
 * The subscriptions of one operator in a worker to its source on the host: one input for each. The first is made before
 * the operator runs, since the source may emit before there is a worker; its values wait until the operator subscribes.
 */
export class OperatorInputs {
  readonly #options: OperatorInputOptions;
  readonly #subscribe: (input: OperatorInput) => void;
  readonly #inputs = new Map<number, OperatorInput>();
  /** The input for the operator's first subscription, until that comes. */
  #early: OperatorInput | undefined;

  /** `subscribe` subscribes an input to the source. */
  constructor(options: OperatorInputOptions, subscribe: (input: OperatorInput) => void) {
    this.#options = options;
    this.#subscribe = subscribe;
  }

  /** Makes the first input. */
  open(): void {
    this.#early = new OperatorInput(this.#options);
    this.#subscribe(this.#early);
  }

  /** The operator has subscribed for the `source`-th time, or can take `count` more values of that subscription. */
  request(source: number, count: number, producer: ProducerPort): void {
    const input = this.#inputs.get(source);
    if (input === undefined) this.#connect(source, count, producer);
    else input.request(count);
  }

  /** The operator has unsubscribed. */
  cancel(source: number): void {
    this.#inputs.get(source)?.close();
    this.#inputs.delete(source);
  }

  close(): void {
    this.#early?.close();
    this.#early = undefined;
    for (const input of this.#inputs.values()) input.close();
    this.#inputs.clear();
  }

  #connect(source: number, demand: number, producer: ProducerPort): void {
    const early = this.#early;
    const input = early ?? new OperatorInput(this.#options);
    this.#early = undefined;
    this.#inputs.set(source, input);
    input.connect(producer, source, demand);
    if (early === undefined) this.#subscribe(input);
  }
}
