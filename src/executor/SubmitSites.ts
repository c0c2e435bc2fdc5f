import { afterThisTurn } from './systemTimers.js';

/**
 * Where tasks were submitted, for the stacks of their errors. A capture costs more than a small task, so there is at
 * most one in each turn of the event loop, shared by all that is submitted in it; its text is made only when read.
 */
export class SubmitSites {
  #site: Error | undefined;

  capture(): Error {
    if (this.#site === undefined) {
      this.#site = new Error('submitted here');
      afterThisTurn(() => {
        this.#site = undefined;
      });
    }
    return this.#site;
  }
}
