import { KeepAlive } from '../time/systemTimers.js';
import { checkProcessExit, processExit, watchProcessExit } from './processExit.js';

/**
 * The process of an executor: the executor keeps it alive while Futures are pending, and accepts no work once it exits.
 * An executor in virtual time has none, nor has one for pages only.
 */
export class HostProcess {
  readonly #keepAlive = new KeepAlive();

  constructor() {
    watchProcessExit();
  }

  /** True once the process is exiting. */
  get isExiting(): boolean {
    return processExit.started;
  }

  /** Also covers `exit` listeners of the process that run before the library's own, which costs more. */
  checkExit(): void {
    checkProcessExit();
  }

  /** Keeps the process alive. */
  hold(): void {
    this.#keepAlive.hold();
  }

  release(): void {
    this.#keepAlive.release();
  }

  end(): void {
    this.#keepAlive.end();
  }
}
