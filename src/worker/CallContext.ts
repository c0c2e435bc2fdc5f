import { realm } from '../protocol/realm.js';
import type { CurrentTask } from './currentTask.js';

/** The part of Node's `AsyncLocalStorage` that is used here. */
interface AsyncStorage<T> {
  run<R>(store: T, fn: () => R): R;
  getStore(): T | undefined;
}

/** Returns the current task; it is made on first use. */
type MakeCurrent = () => CurrentTask;

/**
 * Tracks the current call. With one task at a time a variable suffices; with several the call is tracked across `await`
 * by Node's `AsyncLocalStorage`, which slows every promise down and is used only then.
 */
export class CallContext {
  readonly #storage: AsyncStorage<MakeCurrent | undefined> | undefined;
  #current: MakeCurrent | undefined;

  constructor(severalAtOnce: boolean) {
    this.#storage = severalAtOnce ? asyncStorage() : undefined;
    const before = realm.currentCall;
    realm.currentCall = () => this.present?.() ?? before?.();
  }

  /** The current call, if there is one. */
  get present(): MakeCurrent | undefined {
    return this.#storage?.getStore() ?? this.#current;
  }

  /** Calls the function as part of the call; as part of none if `current` is `undefined`. */
  run<R>(current: MakeCurrent | undefined, fn: () => R): R {
    if (this.#storage !== undefined) return this.#storage.run(current, fn);
    const outer = this.#current;
    this.#current = current;
    try {
      return fn();
    } finally {
      this.#current = outer;
    }
  }

  /** Keeps an asynchronous call the current one until it has ended. */
  stay(current: MakeCurrent): void {
    if (this.#storage === undefined) this.#current = current;
  }

  /** Called when the call has ended. */
  leave(current: MakeCurrent): void {
    if (this.#current === current) this.#current = undefined;
  }
}

function asyncStorage(): AsyncStorage<MakeCurrent | undefined> | undefined {
  type Hooks = { AsyncLocalStorage: new () => AsyncStorage<MakeCurrent | undefined> };
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): Hooks | undefined } };
  const hooks = process?.getBuiltinModule?.('node:async_hooks');
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage();
}
