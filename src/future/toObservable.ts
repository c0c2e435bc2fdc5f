import { from, isObservable, Observable, type ObservableInput, type Unsubscribable } from 'rxjs';

/**
 * An Observable of the platform, as Chromium has it: without `pipe`, and with a signal in place of a subscription.
 *
 * @example
 * ```ts
 * import { Future, type PlatformObservable } from 'rx-futures';
 *
 * const answer: PlatformObservable<number> = {
 *   subscribe(observer) {
 *     observer?.next?.(42);
 *     observer?.complete?.();
 *   },
 * };
 * console.log(await Future.from(answer).result()); // 42
 * ```
 */
export interface PlatformObservable<T> {
  subscribe(
    observer?: { next?(value: T): void; error?(error: unknown): void; complete?(): void },
    options?: { signal?: AbortSignal },
  ): void;
}

/** Returns true for an Observable of RxJS, of another library or of the platform. */
export function isObservableLike(input: unknown): input is Observable<unknown> | PlatformObservable<unknown> {
  return isObservable(input) || typeof (input as Partial<PlatformObservable<unknown>> | null)?.subscribe === 'function';
}

/** Returns an input as an Observable of RxJS; one that is an Observable of RxJS already is returned unchanged. */
export function toObservable<T>(input: ObservableInput<T> | PlatformObservable<T>): Observable<T> {
  if (isObservable(input)) return input as Observable<T>;
  return isObservableLike(input) ? observeUntilClosed(input) : from(input as ObservableInput<T>);
}

/** Unsubscribes in both ways: those of other libraries return a subscription. */

function observeUntilClosed<T>(input: PlatformObservable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const observer = {
      next: (value: T) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    };
    subscriber.add(() => controller.abort());
    subscriber.add(input.subscribe(observer, { signal: controller.signal }) as Unsubscribable | undefined);
  });
}
