/** One pipeline on worker threads, and tested with marbles: the same code, in virtual time, without a worker. */

import { deepStrictEqual } from 'node:assert';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { TestExecutor, type TestOptions } from 'rx-futures/testing';
import { of } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { searchResults } from './searchResults.js';

await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
console.log('On a thread:');
await searchResults(of('mar'), pool).forEach((found) => {
  console.log(`  ${found}`);
});

console.log('With marbles:');

test('a search takes its time', { duration: 20 }, (executor, { cold, expectObservable }) => {
  expectObservable(searchResults(cold('q|', { q: 'mer' }), executor)).toBe('20ms (r|)', { r: 'mermaid' });
});

test('a stale search is stopped', { duration: 20 }, (executor, { cold, expectObservable }) => {
  const queries = cold('  a 9ms b 29ms |', { a: 'mar', b: 'mi' });
  const results = '      30ms   r 9ms |';
  expectObservable(searchResults(queries, executor)).toBe(results, { r: 'mirror' });
});

test('a search without end is given up', { duration: Number.POSITIVE_INFINITY }, (executor, { expectObservable }) => {
  expectObservable(searchResults(of('mar'), executor)).toBe('5s (e|)', { e: 'TimeoutError' });
});

test('a lost worker is no lost search', { duration: 20 }, (executor, { cold, expectObservable }) => {
  cold('5ms (x|)').subscribe(() => executor.crashWorker());
  expectObservable(searchResults(of('mer'), executor)).toBe('25ms (r|)', { r: 'mermaid' });
});

function test(title: string, options: TestOptions, run: (executor: TestExecutor, helpers: RunHelpers) => void): void {
  const scheduler = new TestScheduler(deepStrictEqual);
  scheduler.run((helpers) => run(new TestExecutor(scheduler, options), helpers));
  console.log(`  ok  ${title}, after ${scheduler.now()} ms of virtual time`);
}
