import { expect } from 'chai';
import { map, type Observable, take } from 'rxjs';
import { through } from '../../../src/operators/through.js';
import { run } from './run.js';

const upper = (source: Observable<string>): Observable<string> => source.pipe(map((text) => text.toUpperCase()));

describe('streams in virtual time', () => {
  it('emit the items of an Observable at their frames, after the duration of the call', () => {
    run({ duration: 2 }, (executor, { cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('a-b-(c|)');
      expectObservable(executor.stream(() => inner)).toBe('--a-b-(c|)');
      expectSubscriptions(inner.subscriptions).toBe('--^---!');
    });
  });

  it('emit the error of the stream, after the items before it', () => {
    run({}, (executor, { cold, expectObservable }) => {
      expectObservable(executor.stream(() => cold('a--#', undefined, 'broken'))).toBe('a--#', undefined, 'broken');
    });
  });

  it('end in the worker when they are unsubscribed, and free the worker', () => {
    run({ maxWorkers: 1 }, (executor, { cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('-a-b-c-d-');
      expectObservable(executor.stream(() => inner).pipe(take(2))).toBe('-a-(b|)');
      expectObservable(executor.task((text: string) => text, 'x')).toBe('---(x|)');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    });
  });

  it('emit the items of a generator, no further ahead than requested', () => {
    let made = 0;
    function* endless(): Generator<number> {
      for (;;) yield made++;
    }
    run({}, (executor, { expectObservable }) => {
      const numbers = executor.with({ bufferSize: 4 }).stream(endless).pipe(take(3));
      expectObservable(numbers).toBe('(012|)', { 0: 0, 1: 1, 2: 2 });
    });
    expect(made).to.be.at.most(8);
  });

  it('run an operator: values in, results out', () => {
    run({ maxWorkers: 1 }, (executor, { cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|');
      expectObservable(source.pipe(through(executor, upper))).toBe('-A-B-|');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('carry the values that a hot source emits before the operator runs', () => {
    run({ maxWorkers: 2, duration: 3 }, (executor, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('ab------c|');
      const stage = through(executor, upper);
      expectObservable(source.pipe(stage, stage)).toBe('---(AB)-C|');
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
  });

  it('fail with a lost worker', () => {
    run({}, (executor, { cold, expectSubscriptions }, at) => {
      const names: string[] = [];
      const inner = cold('a-b-c');
      executor.stream(() => inner).subscribe({ error: (error: Error) => names.push(error.name) });
      at(3, () => executor.crashWorker());
      at(4, () => expect(names).to.deep.equal(['BrokenExecutor']));
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    });
  });
});
