/** The clocks as they were when this was loaded: fake timers leave them alone. Pages have no `setImmediate`. */
const { setImmediate, setTimeout } = globalThis as {
  setImmediate?: (fn: () => void) => void;
  setTimeout: (fn: () => void, milliseconds?: number) => void;
};
const now = performance.now.bind(performance);

/**
 * Milliseconds after which a wait counts as hung. Mocha's limit is longer, so that the wait can name the missing
 * condition.
 */
export const patience = 60_000;

/** Milliseconds for which a wait polls at every turn of the event loop; after that it polls less often. */
const eager = 5;

/**
 * Waits until the condition holds.
 *
 * @param condition Called again and again, at most a millisecond or so apart.
 * @param what What is waited for, as the error names it: `'the task has started'`.
 * @throws Error when the condition does not hold after a minute.
 */
export async function until(condition: () => boolean | Promise<boolean>, what: string | (() => string)): Promise<void> {
  const start = now();
  while (!(await condition())) {
    const waited = now() - start;
    if (waited > patience) {
      throw new Error(`after ${patience / 1000} s still not: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise<void>((resolve) => {
      if (setImmediate !== undefined && waited < eager) setImmediate(resolve);
      else setTimeout(resolve, waited < eager ? 0 : 1);
    });
  }
}

/** Waits until the promise has settled, and returns what it settled with. */
export async function settles<T>(promise: PromiseLike<T>, what: string | (() => string)): Promise<T> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  void promise.then(settle, settle);
  await until(() => settled, what);
  return promise;
}
