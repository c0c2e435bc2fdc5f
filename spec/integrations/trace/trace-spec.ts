import { Script } from 'node:vm';
import { expect } from 'chai';
import {
  type Recording,
  recordTimeline,
  summarize,
  summaryText,
  type Timeline,
  type TraceEvent,
  toHtml,
  toTraceEvents,
} from '../../../src/entryPoints/trace.js';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { duration } from '../../../src/integrations/trace/summaryText.js';
import { TimelineBuilder } from '../../../src/integrations/trace/TimelineBuilder.js';
import { run } from '../../executors/test/run.js';

const frames = (_task: unknown, [n]: readonly unknown[]): number => Number(n);

/** A run in virtual time with all kinds of events, whose times are known to the frame. */
function sample(): Timeline {
  let recording: Recording | undefined;
  run({ maxWorkers: 2, duration: frames, abortGrace: 2 }, (executor, _, at) => {
    recording = recordTimeline(executor);
    const submit = (label: string, n: number) => executor.with({ label }).submit((each: number) => each, n);
    submit('a', 4);
    submit('b', 2);
    const c = submit('c </script><b>', 50);
    const d = submit('d', 50);
    const e = submit('e', 1);
    at(1, () => e.cancel());
    at(5, () => c.abort());
    at(6, () => executor.crashWorker(0));
    at(8, () => void executor.shutdown());
    d.subscribe({ error: () => undefined });
  });
  return (recording as Recording).timeline();
}

describe('a recorded timeline', () => {
  it('has every task and worker, with its times', () => {
    const { tasks, workers, from, to } = sample();
    expect([from, to]).to.deep.equal([0, 8]);
    expect(
      tasks.map(({ label, worker, startedAt, endedAt, state }) => [label, worker, startedAt, endedAt, state]),
    ).to.deep.equal([
      ['a', 0, 0, 4, 'finished'],
      ['b', 1, 0, 2, 'finished'],
      ['c </script><b>', 1, 2, 5, 'cancelled'],
      ['d', 0, 4, 6, 'failed'],
      ['e', undefined, undefined, 1, 'cancelled'],
    ]);
    expect(tasks.map(({ stopped }) => stopped)).to.deep.equal([undefined, undefined, 7, undefined, undefined]);
    expect(workers.map(({ worker, started, ended, end }) => [worker, started, ended, end])).to.deep.equal([
      [0, 0, 6, 'lost'],
      [1, 0, 7, 'retired'],
    ]);
    expect(tasks[3]?.error).to.equal('BrokenExecutor: worker TestExecutor_0 crashed');
  });

  it('keeps the newest ended tasks, and all that have not ended', () => {
    const builder = new TimelineBuilder(0, 2);
    for (let id = 1; id <= 5; id++) {
      builder.add({ type: 'queued', id, task: 'x', time: id });
      if (id > 1) builder.add({ type: 'finished', id, task: 'x', time: id });
    }
    const { tasks, dropped } = builder.timeline(9);
    expect(tasks.map(({ id, state }) => [id, state])).to.deep.equal([
      [1, 'queued'],
      [4, 'finished'],
      [5, 'finished'],
    ]);
    expect(dropped).to.equal(2);
  });

  it('ends when it is stopped, and leaves no listener', async () => {
    const executor = new EventLoopExecutor();
    const recording = recordTimeline(executor);
    await executor.submit(() => 1).result();
    recording.stop();
    const { to } = recording.timeline();
    await executor.submit(() => 2).result();
    expect(recording.timeline().tasks).to.have.length(1);
    expect(recording.timeline().to).to.equal(to);
    await executor.shutdown();
  });

  it('rejects an invalid limit', () => {
    const executor = new EventLoopExecutor();
    expect(() => recordTimeline(executor, { limit: 0 })).to.throw(RangeError, 'limit');
    expect(() => recordTimeline(executor, { limit: 'all' as never })).to.throw(TypeError, 'limit');
  });

  it('describes any error without failing itself', () => {
    const builder = new TimelineBuilder(0, 9);
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('in the getter');
      },
    });
    for (const [i, error] of [hostile, 'text', null, Symbol('s'), { toString: 5 }].entries()) {
      builder.add({ type: 'failed', id: i, task: 'x', time: 1, error } satisfies ExecutorEvent);
    }
    expect(builder.timeline(2).tasks.map(({ error }) => error)).to.deep.equal([
      'an error that cannot be read',
      'text',
      'null',
      'Symbol(s)',
      'an object',
    ]);
  });
});

describe('toTraceEvents', () => {
  const { traceEvents, displayTimeUnit } = toTraceEvents(sample());
  const of = (ph: TraceEvent['ph']): TraceEvent[] => traceEvents.filter((event) => event.ph === ph);

  it('has the form that the viewers read', () => {
    expect(displayTimeUnit).to.equal('ms');
    for (const event of JSON.parse(JSON.stringify(traceEvents)) as TraceEvent[]) {
      expect(event.name).to.be.a('string').and.not.equal('');
      for (const number of [event.ts, event.pid, event.tid])
        expect(Number.isInteger(number) && number >= 0).to.equal(true);
      expect(event.ph).to.be.oneOf(['X', 'i', 'C', 'M']);
      if (event.ph === 'X') expect(event.dur).to.be.at.least(0);
      else expect(event).not.to.have.property('dur');
      if (event.ph === 'i') expect(event.s).to.be.oneOf(['t', 'p']);
      if (event.ph === 'M') expect(event.args?.['name']).to.be.a('string');
      if (event.ph === 'C') expect(Object.values(event.args ?? {}).every((n) => Number(n) >= 0)).to.equal(true);
    }
  });

  it('has a named thread for each worker, and spans in microseconds that do not overlap', () => {
    const threads = of('M').filter(({ name }) => name === 'thread_name');
    expect(threads.map(({ args }) => args?.['name'])).to.deep.equal(['queue', 'TestExecutor_0', 'TestExecutor_1']);
    const tasks = of('X').filter(({ cat }) => cat !== 'worker');
    expect(tasks.map(({ name, tid, ts, dur }) => [name, tid, ts, dur])).to.deep.equal([
      ['a', 1, 0, 4000],
      ['d', 1, 4000, 2000],
      ['b', 2, 0, 2000],
      ['c </script><b>', 2, 2000, 5000],
    ]);
  });

  it('has no row for a failed start, and an instant event for it', () => {
    const builder = new TimelineBuilder(0, 10);
    const workerEvent = (type: 'workerStarted' | 'workerReady' | 'workerLost', worker: number, time: number): void =>
      builder.add({
        type,
        worker,
        workerName: `w_${worker}`,
        time,
        ...(type === 'workerLost' && { error: new Error('EMFILE') }),
      });
    workerEvent('workerStarted', 0, 1);
    workerEvent('workerReady', 0, 2);
    workerEvent('workerStarted', 1, 3);
    workerEvent('workerLost', 1, 4);
    const timeline = builder.timeline(5);
    const { traceEvents } = toTraceEvents(timeline);
    expect(timeline.workers.map(({ name, end, error }) => [name, end, error])).to.deep.equal([
      ['w_0', undefined, undefined],
      ['w_1', 'lost', 'Error: EMFILE'],
    ]);
    expect(traceEvents.filter(({ name }) => name === 'thread_name')).to.have.length(2);
    expect(traceEvents.find(({ name }) => name === 'w_1 lost')).to.include({ ph: 'i', ts: 4000, s: 'p' });
    expect(summarize(timeline).workers.map(({ utilisation }) => utilisation)).to.deep.equal([0, 0]);
  });

  it('has instant events for cancelled and lost tasks, and counters for queued and running ones', () => {
    expect(of('i').map(({ name, tid, ts, s }) => [name, tid, ts, s])).to.deep.equal([
      ['cancelled c </script><b>', 2, 5000, 't'],
      ['cancelled e', 0, 1000, 'p'],
      ['TestExecutor_0 lost', 1, 6000, 't'],
    ]);
    expect(of('C').map(({ ts, args }) => [ts, args?.['queued'], args?.['running']])).to.deep.equal([
      [0, 3, 2],
      [1000, 2, 2],
      [2000, 1, 2],
      [4000, 0, 2],
      [6000, 0, 1],
      [7000, 0, 0],
    ]);
  });

  it('has a row for each of the tasks that ran side by side on an event loop', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 2 });
    const recording = recordTimeline(executor);
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([executor.submit(turn).result(), executor.submit(turn).result()]);
    await executor.shutdown();
    const names = toTraceEvents(recording.timeline()).traceEvents.filter(({ name }) => name === 'thread_name');
    expect(names.map(({ args }) => args?.['name'])).to.deep.equal(['queue', 'event loop', 'event loop (2)']);
  });
});

describe('summarize', () => {
  it('counts, measures, and has the utilisation of each worker', () => {
    const summary = summarize(sample());
    expect(summary).to.deep.include({ milliseconds: 8, tasks: 5, finished: 2, failed: 1, cancelled: 2, open: 0 });
    expect(summary.throughput).to.equal(375);
    expect(summary.queueTime).to.deep.equal({ p50: 0, p90: 4, p99: 4, max: 4 });
    expect(summary.runTime).to.deep.equal({ p50: 2, p90: 5, p99: 5, max: 5 });
    expect(summary.workers.map(({ tasks, busy, utilisation }) => [tasks, busy, utilisation])).to.deep.equal([
      [2, 6, 1],
      [2, 7, 1],
    ]);
  });

  it('can be formatted as a string', () => {
    const text = summaryText(summarize(sample()));
    expect(text).to.contain('5 (2 finished, 1 failed, 2 cancelled), 375 a second');
    expect(text).to.contain('TestExecutor_0  100.0 % busy, 2 tasks, lost');
    expect([0.0421, 1.5, 123.4, 2345].map(duration)).to.deep.equal(['42 µs', '1.5 ms', '123 ms', '2.35 s']);
  });

  it('accepts an empty timeline', () => {
    const empty = new TimelineBuilder(5, 1).timeline(5);
    expect(summarize(empty)).to.deep.include({ tasks: 0, throughput: 0, workers: [] });
    expect(toTraceEvents(empty).traceEvents).to.have.length(2);
    expect(toHtml(empty)).to.contain('0 tasks');
  });
});

describe('toHtml', () => {
  const page = toHtml(sample(), { title: 'A <run> & more' });

  it('is one self-contained page whose data cannot break out of its script', () => {
    expect(page).to.contain('<h1>A &lt;run&gt; &amp; more</h1>');
    expect(page).not.to.match(/(src|href)=|@import|url\(/);
    expect(page.match(/<\/script>/g)).to.have.length(2);
    expect(page).not.to.contain('</script><b>');
    expect(() => toHtml(sample(), { title: 7 as never })).to.throw(TypeError, 'title');
  });

  it('has data and a script that can be parsed', () => {
    const [, data = ''] = /id="data">(.*?)<\/script>/s.exec(page) ?? [];
    const { lanes, names, load } = JSON.parse(data) as {
      lanes: { tasks: unknown[][] }[];
      names: string[];
      load: unknown[];
    };
    expect(lanes.map(({ tasks }) => tasks.length)).to.deep.equal([2, 2]);
    expect(names).to.include('c </script><b>');
    expect(load).to.have.length(6);
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    expect(() => new Script(script)).not.to.throw();
  });
});
