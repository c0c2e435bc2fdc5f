import { expect } from 'chai';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { submitSchema } from '../../src/executor/SubmitOptions.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { type ExecutorUnderTest, executors, tasksFor } from './ExecutorUnderTest.js';

/** Properties with the names of options that a library or an attack leaves on `Object.prototype`. */
const leftovers: Readonly<Record<string, unknown>> = {
  timeout: 0,
  queueTimeout: 0,
  runTimeout: 0,
  signal: AbortSignal.abort('inherited'),
  label: 5,
  captureContext: () => expect.fail('an inherited option was called'),
  priority: 'high',
  bufferSize: 0,
  chunkSize: 0,
  ordered: 1,
  abortGrace: -1,
  within: () => expect.fail('an inherited option was called'),
};

/** Runs a function while `Object.prototype` has the property. */
async function inherited<T>(name: string, fn: () => Promise<T>): Promise<T> {
  Object.defineProperty(Object.prototype, name, { value: leftovers[name], configurable: true, writable: true });
  try {
    return await fn();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

/** Options are own properties for every form of submit; properties of `Object.prototype` are not read. */
export function describePollution(subject: ExecutorUnderTest): void {
  const { add, echo } = tasksFor(subject);
  describe('options on Object.prototype', () => {
    const make = executors(subject);

    // also after a test that exceeded its time limit: a remaining property would fail every later spec
    afterEach(() => {
      for (const name of Object.keys(leftovers)) Reflect.deleteProperty(Object.prototype, name);
    });

    it('apply to submit', () => {
      expect(Object.keys(leftovers)).to.include.members(Object.keys(submitSchema));
    });

    for (const name of Object.keys(leftovers)) {
      it(`do not reach a task: ${name}`, async () => {
        const executor = make({ maxWorkers: 1 });
        await lastValueFrom(executor.submit(add, 1, 2)); // the platform's worker options are not checked here
        const results = await inherited(name, async () => {
          const view = executor.with({});
          const forms = [executor, view].map((each) => [
            each.submit(add, 1, 2).result(),
            lastValueFrom(each.task(add, 1, 2)),
            lastValueFrom(each.map(add, [1], [2]).pipe(toArray())),
            lastValueFrom(of(1).pipe(mapOn(each, echo), toArray())),
            lastValueFrom(each.mapSettled(add, [1], [2]).pipe(map(({ status }) => status))),
          ]);
          return await Promise.all(forms.flat());
        });
        expect(results).to.deep.equal([3, 3, [3], [1], 'fulfilled', 3, 3, [3], [1], 'fulfilled']);
      });
    }
  });
}
