import { BrokenExecutor, CancelledError, TimeoutError } from 'rx-futures';

/** Follows every Future to its end, and counts the ends by kind. */
export class Tally {
  submitted = 0;
  value = 0;
  failed = 0;
  cancelled = 0;
  timeout = 0;
  broken = 0;
  /** Outcomes that the task cannot have. */
  wrong = [];

  get settled() {
    return this.value + this.failed + this.cancelled + this.timeout + this.broken;
  }

  get open() {
    return this.submitted - this.settled;
  }

  /** `expected` returns true if a value, or an error of the task, is the right one. */
  follow(future, name, expected) {
    this.submitted += 1;
    let ends = 0;
    const end = (kind, right) => {
      this[kind] += 1;
      if (++ends > 1 || !right) this.wrong.push(`${name} ended ${ends > 1 ? 'twice' : `as ${kind}`}: ${future}`);
    };
    future.subscribe({
      next: (value) => end('value', expected.value?.(value) ?? false),
      error: (error) => {
        if (error instanceof CancelledError) end('cancelled', expected.stopped === true);
        else if (error instanceof TimeoutError) end('timeout', expected.limited === true);
        else if (error instanceof BrokenExecutor) end('broken', true);
        else end('failed', expected.error?.(error) ?? false);
      },
    });
  }

  get line() {
    const { submitted, value, failed, cancelled, timeout, broken, wrong } = this;
    const kinds = { value, failed, cancelled, timeout, broken, wrong: wrong.length };
    return `submitted ${submitted}  ${Object.entries(kinds)
      .map(([kind, count]) => `${kind} ${count}`)
      .join('  ')}`;
  }
}
