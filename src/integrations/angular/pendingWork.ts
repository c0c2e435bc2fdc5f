import * as angular from '@angular/core';
import type { ActivityListener } from '../../executor/Integration.js';

/** The class of Angular 19 and later; read as a property, since an import of it would not link with earlier versions. */
const PendingTasks: typeof angular.PendingTasks | undefined = angular.PendingTasks;

/**
 * Returns the listener that keeps the application unstable while the executor has work: a server renders the page once
 * it is stable, and `whenStable()` waits for it. Returns `undefined` where Angular has no `PendingTasks`, and in an
 * injector without an application.
 */
export function pendingWork(): ActivityListener | undefined {
  if (PendingTasks === undefined) return undefined;
  try {
    return new PendingWork(angular.inject(PendingTasks));
  } catch {
    return undefined;
  }
}

class PendingWork implements ActivityListener {
  readonly #tasks: angular.PendingTasks;
  #remove: (() => void) | undefined;
  #isBusy = false;

  constructor(tasks: angular.PendingTasks) {
    this.#tasks = tasks;
  }

  busy(): void {
    this.#isBusy = true;
    this.#remove ??= this.#tasks.add();
  }

  /** The subscribers are notified after this call, and may submit the next task. */
  idle(): void {
    this.#isBusy = false;
    queueMicrotask(() => {
      if (this.#isBusy) return;
      this.#remove?.();
      this.#remove = undefined;
    });
  }
}
