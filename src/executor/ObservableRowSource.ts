import { type Observable, ReplaySubject, takeUntil } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import type { RowSource } from './RowSource.js';
import type { SourcePause } from './SourcePause.js';

/**
 * An Observable as an input of `map`. A pausable source is paused while one of its values waits to be pulled. Any other
 * Observable has no backpressure: values that it emits early are kept until they are pulled.
 */
export class ObservableRowSource implements RowSource {
  readonly #input: Observable<unknown>;
  readonly #pause: SourcePause;
  readonly #buffer = new Deque<{ readonly value: unknown }>();
  /** Replays the close, which may come while the inputs are still being opened. */
  readonly #closed = new ReplaySubject<void>(1);
  #request: Parameters<RowSource['pull']> | undefined;
  /** The end of the input, passed on after the kept values. */
  #ended: ((...request: Parameters<RowSource['pull']>) => void) | undefined;

  constructor(input: Observable<unknown>, pause: SourcePause) {
    this.#input = input;
    this.#pause = pause;
  }

  pull(...request: Parameters<RowSource['pull']>): void {
    this.#request = request;
    this.#pause.progressed();
    this.#deliver();
    if (this.#buffer.length === 0) this.#pause.release();
  }

  open(): void {
    this.#input.pipe(takeUntil(this.#closed)).subscribe({
      next: (value) => {
        this.#buffer.push({ value });
        this.#deliver();
        if (this.#buffer.length > 0) this.#pause.pause();
      },
      error: (thrown: unknown) => this.#end((_value, _end, error) => error(thrown)),
      complete: () => this.#end((_value, end) => end()),
    });
  }

  close(): void {
    this.#closed.next();
    this.#pause.close();
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
