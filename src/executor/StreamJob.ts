import type { NearSide } from '../flow/NearSide.js';
import { Job, type JobOwner } from './Job.js';
import type { JobOptions } from './JobOptions.js';
import type { AnyTask } from './Task.js';

/** A submitted task whose result is a stream. It succeeds with the number of its items. */
export class StreamJob extends Job<number> {
  readonly near: NearSide;

  constructor(
    owner: JobOwner,
    id: number,
    task: AnyTask,
    args: readonly unknown[],
    options: JobOptions,
    near: NearSide,
  ) {
    super(owner, id, task, args, options);
    this.near = near;
  }
}
