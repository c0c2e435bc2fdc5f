import type { SchedulerAction, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/**
 * A TestScheduler whose virtual time follows the real one, a frame in a turn of the event loop, so that specs which await
 * promises run in virtual time as well. It rests when nothing is scheduled.
 */
export class PacedScheduler extends TestScheduler {
  #pacing = false;

  constructor() {
    super(() => {});
    this.frame = Date.now();
  }

  override schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    if (!this.#pacing) this.frame = Date.now();
    const action = super.schedule(work, delay, state);
    this.#pace();
    return action;
  }

  #pace(): void {
    const next = this.actions[0];
    if (this.#pacing || next === undefined) return;
    this.#pacing = true;
    if (next.delay <= Date.now()) setImmediate(() => this.#turn());
    else setTimeout(() => this.#turn(), 1);
  }

  #turn(): void {
    this.maxFrames = Math.min(Date.now(), this.actions[0]?.delay ?? Number.POSITIVE_INFINITY);
    this.flush();
    this.frame = this.maxFrames;
    this.#pacing = false;
    this.#pace();
  }
}
