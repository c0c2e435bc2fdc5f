import { type Observable, ReplaySubject, takeUntil } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import type { RowSource } from './RowSource.js';

/**
 * An Observable as an input of `map`. It has no backpressure, so values that it emits early are kept until they are
 * pulled.
 */
export class ObservableRowSource implements RowSource {
  readonly #input: Observable<unknown>;
  readonly #buffer = new Deque<{ readonly value: unknown }>();
  /** Replays the close, which may come while the inputs are still being opened. */
  readonly #closed = new ReplaySubject<void>(1);
  #request: Parameters<RowSource['pull']> | undefined;
  /** The end of the input, passed on after the kept values. */
  #ended: ((...request: Parameters<RowSource['pull']>) => void) | undefined;

  constructor(input: Observable<unknown>) {
    this.#input = input;
  }

  pull(...request: Parameters<RowSource['pull']>): void {
    this.#request = request;
    this.#deliver();
  }

  open(): void {
    this.#input.pipe(takeUntil(this.#closed)).subscribe({
      next: (value) => {
        this.#buffer.push({ value });
        this.#deliver();
      },
      error: (thrown: unknown) => this.#end((_value, _end, error) => error(thrown)),
      complete: () => this.#end((_value, end) => end()),
    });
  }

  close(): void {
    this.#closed.next();
  }

  #end(deliver: (...request: Parameters<RowSource['pull']>) => void): void {
    this.#ended = deliver;
    this.#deliver();
  }

  #deliver(): void {
    if (this.#request === undefined) return;
    const request = this.#request;
    const buffered = this.#buffer.shift();
    if (buffered === undefined && this.#ended === undefined) return;
    this.#request = undefined;
    if (buffered === undefined) this.#ended?.(...request);
    else request[0](buffered.value);
  }
}
