import { realm } from '../protocol/realm.js';
import type { CurrentTask } from './currentTask.js';

/** The part of Node's `AsyncLocalStorage` that is of use here. */
interface AsyncStorage<T> {
  run<R>(store: T, fn: () => R): R;
  getStore(): T | undefined;
}

/** The present task, made when it is asked for. */
type MakeCurrent = () => CurrentTask;

/**
 * Knows which call runs. Where one task runs at a time a variable does; where several take turns it follows them across
 * `await` by Node's `AsyncLocalStorage`, which slows every promise down and is therefore not used without need.
 */
export class CallContext {
  static #here: CallContext | undefined;
  readonly #storage: AsyncStorage<MakeCurrent | undefined> | undefined;
  #current: MakeCurrent | undefined;

  constructor(severalAtOnce: boolean) {
    this.#storage = severalAtOnce ? asyncStorage() : undefined;
    const before = realm.currentCall;
    realm.currentCall = () => this.present?.() ?? before?.();
  }

  /** The one of all tasks that are called on this side: the event loops of a realm are one. */
  static get here(): CallContext {
    CallContext.#here ??= new CallContext(true);
    return CallContext.#here;
  }

  /** The call that runs here, if one does. */
  get present(): MakeCurrent | undefined {
    return this.#storage?.getStore() ?? this.#current;
  }

  /** Calls the function as part of the call; of none when that is left out. */
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

  /** An asynchronous call goes on: it stays the current one until it is over. */
  stay(current: MakeCurrent): void {
    if (this.#storage === undefined) this.#current = current;
  }

  /** The call is over. */
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
