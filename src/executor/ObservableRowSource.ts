import { Observable, Subscription, takeUntil } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import type { RowSource } from './RowSource.js';

/**
 * An Observable as an input of `map`. It has no backpressure, so values that it emits early are kept until they are
 * pulled.
 */
export class ObservableRowSource implements RowSource {
  readonly #input: Observable<unknown>;
  readonly #kept = new Deque<{ readonly value: unknown }>();
  readonly #subscription = new Subscription();
  #asked: Parameters<RowSource['pull']> | undefined;
  /** The end of the input, passed on after the kept values. */
  #ended: ((...asked: Parameters<RowSource['pull']>) => void) | undefined;

  constructor(input: Observable<unknown>) {
    this.#input = input;
  }

  pull(...asked: Parameters<RowSource['pull']>): void {
    this.#asked = asked;
    this.#serve();
  }

  open(): void {
    const closed = new Observable<void>((subscriber) => this.#subscription.add(() => subscriber.next()));
    const subscription = this.#input.pipe(takeUntil(closed)).subscribe({
      next: (value) => {
        this.#kept.push({ value });
        this.#serve();
      },
      error: (thrown: unknown) => this.#end((_value, _end, error) => error(thrown)),
      complete: () => this.#end((_value, end) => end()),
    });
    this.#subscription.add(subscription);
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #end(tell: (...asked: Parameters<RowSource['pull']>) => void): void {
    this.#ended = tell;
    this.#serve();
  }

  #serve(): void {
    if (this.#asked === undefined) return;
    const asked = this.#asked;
    const kept = this.#kept.shift();
    if (kept === undefined && this.#ended === undefined) return;
    this.#asked = undefined;
    if (kept === undefined) this.#ended?.(...asked);
    else asked[0](kept.value);
  }
}
