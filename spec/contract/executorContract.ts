import { expect } from 'chai';
import { type Observable, of } from 'rxjs';
import { through } from '../../src/operators/through.js';
import { describeAcceptedWork } from './acceptedContract.js';
import { describeCancel } from './cancelContract.js';
import { describeContext } from './contextContract.js';
import { type ExecutorUnderTest, sharedExecutor } from './ExecutorUnderTest.js';
import { describeErrors, describeLongLimits, describeProxies } from './errorsContract.js';
import { describeFlow } from './flowContract.js';
import { describeLife } from './lifeContract.js';
import { describeMapBounds } from './mapBoundsContract.js';
import { describeMap } from './mapContract.js';
import { describeMapSettled } from './mapSettledContract.js';
import { describePlatformStreams } from './platformContract.js';
import { describePollution } from './pollutionContract.js';
import { describeScheduler } from './schedulerContract.js';
import { describeStream } from './streamContract.js';
import { describeSubmit } from './submitContract.js';
import { describeTask } from './taskContract.js';
import { describeThrough } from './throughContract.js';
import { describeValues } from './valuesContract.js';

/** The contract of all executors. */
export function describeExecutor(subject: ExecutorUnderTest): void {
  describe(`${subject.name} as an Executor`, () => {
    describeSubmit(subject);
    describeTask(subject);
    describeCancel(subject);
    describeErrors(subject);
    describeValues(subject);
    describeMap(subject);
    describePlatformStreams(subject);
    if (subject.streams === false) describeNoStreams(subject);
    else {
      describeStream(subject);
      if (subject.core !== false) describeThrough(subject);
    }
    describeLife(subject);
    if (subject.core === false) return;
    describeMapBounds(subject);
    describeMapSettled(subject);
    describeFlow(subject);
    describeAcceptedWork(subject);
    describeLongLimits(subject);
    describeProxies(subject);
    describePollution(subject);
    describeScheduler(subject);
    describeContext(subject);
  });
}

function describeNoStreams(subject: ExecutorUnderTest): void {
  describe('stream and through', () => {
    const shared = sharedExecutor(subject);

    it('are rejected with an error that names the alternative', () => {
      expect(() => shared().stream(() => [1])).to.throw(TypeError, 'does not support stream() and through()');
      expect(() => of(1).pipe(through(shared(), (source: Observable<number>) => source))).to.throw(
        TypeError,
        'does not support stream() and through()',
      );
    });
  });
}
