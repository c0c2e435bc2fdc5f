import { describeCancel } from './cancelContract.js';
import { describeLife } from './lifeContract.js';
import { describeMap } from './mapContract.js';
import type { Subject } from './subject.js';
import { describeSubmit } from './submitContract.js';

/** The one contract. Every executor runs it, whatever is behind it. */
export function describeExecutor(subject: Subject): void {
  describe(`${subject.name} as an Executor`, () => {
    describeSubmit(subject);
    describeCancel(subject);
    describeMap(subject);
    describeLife(subject);
  });
}
